"""Routing rules act on the network: what they rule out is no operation. Here they are taken apart, so that a model can
hold those operations at a price."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from opt.instance.instance import Instance
from opt.network import Network, build_network
from opt.network.parameters import build_parameters
from opt.schema.words import ANY
from opt.tables.problems import InputError

FORCE, FORBID = "force", "forbid"


@dataclass(frozen=True)
class Rule:
    """A rule that can be lifted: rows (stream or '*', technology) of the table routing. A forbidden technology is one
    row; technologies forced in a stage are lifted together, or lifting one would leave only the others. ``what`` is the
    technology forbidden or the stage."""

    rule: str
    stream: str
    what: str
    rows: tuple[tuple[str, str], ...]

    @property
    def place(self) -> tuple[str, ...]:
        """The rule in names: (forbid, stream, technology) or (force, stream, stage)."""
        return self.rule, self.stream, self.what


def rules_apart(instance: Instance) -> tuple[tuple[Rule, ...], list[tuple[Rule, str]], Instance]:
    """The rules that can be lifted; those that cannot, each with what would be wrong without it; and the instance
    without the former.

    A rule cannot be lifted where the operations it rules out make something that is not described: material that
    nobody would take at the end, a product without a price."""
    every = _rules(instance)
    if not every or _complaint(_without(instance, every)) == "":
        return every, [], _without(instance, every)
    alone = {rule: _complaint(_without(instance, [rule])) for rule in every}
    free = tuple(rule for rule in every if not alone[rule])
    together = _complaint(_without(instance, free))
    if together:
        return (), [(rule, alone[rule] or together) for rule in every], instance
    return free, [(rule, text) for rule, text in alone.items() if text], _without(instance, free)


def ruled_out(instance: Instance, network: Network, rules: Sequence[Rule]) -> dict[str, tuple[Rule, ...]]:
    """Operation of the network without rules -> the rules that take it out of the instance's own."""
    stage = {row["technology"]: row["stage"] for row in instance.records("technologies")}
    given = {(row["stream"], row["technology"]): row["rule"] for row in instance.records("routing")}
    lifted = {row: rule for rule in rules for row in rule.rows}
    found: dict[str, tuple[Rule, ...]] = {}
    for name, operation in network.operations.items():
        stream, k = network.fractions[operation.fraction].streams[0], operation.technology
        forced = [row for row in _applying(given, stream) if given[row] == FORCE and stage[row[1]] == operation.stage]
        own = (stream, k) if (stream, k) in given else (ANY, k)
        against = [own] if given.get(own) == FORBID else []
        if forced and k not in {row[1] for row in forced}:
            against += forced
        if against and all(row in lifted for row in against):
            found[name] = tuple(dict.fromkeys(lifted[row] for row in against))
    return found


def _applying(given: Mapping[tuple[str, str], str], stream: str) -> list[tuple[str, str]]:
    """Rows of a stream: its own go before those for '*'."""
    own = [row for row in given if row[0] == stream]
    return own + [row for row in given if row[0] == ANY and (stream, row[1]) not in given]


def _rules(instance: Instance) -> tuple[Rule, ...]:
    stage = {row["technology"]: row["stage"] for row in instance.records("technologies")}
    found: list[Rule] = []
    forced: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in instance.records("routing"):
        key = (row["stream"], row["technology"])
        if row["rule"] == FORBID:
            found.append(Rule(FORBID, *key, (key,)))
        elif row["rule"] == FORCE:
            forced.setdefault((row["stream"], stage[row["technology"]]), []).append(key)
    general = {name for stream, name in forced if stream == ANY}
    together: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for (stream, name), rows in forced.items():
        together.setdefault((ANY if name in general else stream, name), []).extend(rows)
    return (*found, *(Rule(FORCE, stream, name, tuple(rows)) for (stream, name), rows in together.items()))


def _without(instance: Instance, rules: Collection[Rule]) -> Instance:
    """The instance with these rules lifted; their rows stay, so that the pools do."""
    lifted = {row for rule in rules for row in rule.rows}
    if not lifted:
        return instance
    frame = instance.tables["routing"].copy()
    keys = zip(frame["stream"].tolist(), frame["technology"].tolist(), strict=True)
    frame["rule"] = ["" if key in lifted else rule for key, rule in zip(keys, frame["rule"].tolist(), strict=True)]
    return replace(instance, tables={**instance.tables, "routing": frame})


def _complaint(instance: Instance) -> str:
    """The first thing that is wrong with the network of an instance; '' where nothing is."""
    try:
        build_parameters(instance, build_network(instance))
    except InputError as error:
        return error.problems[0].rule
    return ""

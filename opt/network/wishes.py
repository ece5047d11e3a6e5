"""What a planner asks for and the network refuses: bounds on operations that do not exist, forced technologies that
take nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from opt.instance.instance import Instance
from opt.network.explain import refusals_by_stream, why_not
from opt.network.network import Network
from opt.schema import VARIABLES
from opt.schema.words import ANY
from opt.tables.problems import Problem, suggest

NAMED = 3
"""So many refusals are told of a forced technology."""


def stranger(instance: Instance, network: Network, variable: str, index: Sequence[str], row: int) -> Problem | None:
    """The complaint about a decision on an operation or fraction that the network does not have, with the reason
    where the operation was refused; ``row`` of the table decisions, from 0."""
    names: dict[str, Mapping[str, object]] = {"operation": network.operations, "fraction": network.fractions}
    for position, key in enumerate(VARIABLES[variable].key):
        if key not in names or index[position] in names[key]:
            continue
        why = why_not(network, instance, index[position]) if key == "operation" else ""
        known = ["|".join((*index[:position], name, *index[position + 1 :])) for name in names[key]]
        return Problem(
            table="decisions",
            row=row + 2,
            column="index",
            value="|".join(index),
            rule=f"there is no {variable}[{', '.join(index)}]{': it is refused, ' + why if why else ''}",
            remedy="change what refuses it, or remove the row" if why else suggest("|".join(index), known),
        )
    return None


def forced_in_vain(instance: Instance, network: Network) -> Iterator[str]:
    """Technologies that are forced and take none of the streams they are forced on, with the reasons; passed over
    where another technology of the stage, forced on the same stream, takes it. It is no error: what is left of the
    stage is nothing, and the material may have other ways to go."""
    stage = {row["technology"]: row["stage"] for row in instance.records("technologies")}
    takes = _takes(network)
    forced = _forced(instance, tuple(row["stream"] for row in instance.records("streams")))
    for row in instance.records("routing"):
        technology = row["technology"]
        streams = forced.get((row["stream"], technology), ())
        served = any(
            other in takes[stream]
            for stream in streams
            for (_, other), others in forced.items()
            if stream in others and stage[other] == stage[technology]
        )
        if streams and not served:
            yield f"routing: {technology} is forced, but takes nothing of {_reasons(network, streams, technology)}"


def _forced(instance: Instance, streams: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """(stream or '*', technology) of each row that forces -> the streams it concerns: a stream's own row goes first."""
    rules = {(row["stream"], row["technology"]): row["rule"] for row in instance.records("routing")}
    return {
        (name, technology): tuple(
            stream for stream in streams if stream == name or (name == ANY and (stream, technology) not in rules)
        )
        for (name, technology), rule in rules.items()
        if rule == "force"
    }


def _takes(network: Network) -> dict[str, set[str]]:
    """The technologies that take a stream or something it becomes."""
    found: dict[str, set[str]] = defaultdict(set)
    for operation in network.operations.values():
        for stream in network.fractions[operation.fraction].streams:
            found[stream].add(operation.technology)
    return found


def _reasons(network: Network, streams: Sequence[str], technology: str) -> str:
    """The first streams with the reasons of their refusals."""
    refusals = refusals_by_stream(network)
    told = {
        refusal.fraction: f"{refusal.fraction}: {refusal.reason}"
        for stream in streams
        for refusal in refusals[stream]
        if refusal.technology == technology
    }
    words = list(told.values())
    if not words:
        return f"{', '.join(streams[:NAMED])}: nothing they become has a form that it accepts"
    more = f"; and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return "; ".join(words[:NAMED]) + more

"""Rules of a planner's own decisions: bounds on variables, routing."""

from __future__ import annotations

from collections.abc import Iterator

from opt.instance.view import View
from opt.schema import VARIABLES
from opt.schema.words import ALL, LOSS, OFFSPEC
from opt.tables import Problem

INDEX = {
    "stream": ("streams.stream",),
    "line": ("lines.line",),
    "area": ("areas.area",),
    "outlet": ("outlets.outlet",),
    "site": ("sites.site",),
    "waste": ("wastes.waste",),
    "product": ("products.product",),
    "period": ("periods.period",),
    "storage_class": ("storage_classes.storage_class",),
    "hazard": ("hazards.hazard",),
    "zone": ("zones.zone",),
    "technology": ("technologies.technology",),
    "group": ("conflicts.group",),
    "grade": ("grades.grade",),
}
ALSO = {"line": {""}, "grade": {OFFSPEC}, "period": {ALL}, "waste": {LOSS}}


def decisions(view: View) -> Iterator[Problem]:
    """A decision names a variable, as many indices as it has, and things that exist; its bounds leave room. Fractions,
    operations and campaigns are looked up when the network is built."""
    for position, row in view.numbered("decisions"):
        variable = VARIABLES.get(row["variable"])
        if variable is None:
            if row["variable"]:
                yield view.unknown("decisions", position, "variable", "variable", VARIABLES)
            continue
        if row["lower"] > row["upper"]:
            yield view.problem(
                "decisions", position, "lower", f"is above upper ({row['upper']:g})", "correct one of them"
            )
        if row["lower"] != row["lower"] and row["upper"] != row["upper"]:
            yield view.problem(
                "decisions", position, "lower", "neither lower nor upper is given", "fill in one of them"
            )
        parts = row["index"].split("|")
        if len(parts) != len(variable.key):
            yield view.problem(
                "decisions",
                position,
                "index",
                f"{row['variable']} has {len(variable.key)} indices: {', '.join(variable.key)}",
                f"write them as {'|'.join(variable.key)}",
            )
            continue
        yield from _parts(view, position, variable.key, parts)


def _parts(view: View, position: int, names: tuple[str, ...], parts: list[str]) -> Iterator[Problem]:
    for name, part in zip(names, parts, strict=True):
        if name not in INDEX:
            continue
        known = set(ALSO.get(name, ()))
        tables = {target.split(".")[0] for target in INDEX[name]}
        for target in INDEX[name]:
            known |= view.values(*target.split("."))
        if part not in known and view.broken.isdisjoint(tables):
            yield view.unknown("decisions", position, "index", name.replace("_", " "), known, part)


def routing(view: View) -> Iterator[Problem]:
    """No more technologies of a stage are forced on a stream than it may use."""
    stage_of = {row["technology"]: row["stage"] for row in view.rows("technologies")}
    forced: dict[tuple[str, str], set[str]] = {}
    for row in view.rows("routing"):
        if row["rule"] == "force":
            forced.setdefault((row["stream"], stage_of.get(row["technology"], "")), set()).add(row["technology"])
    for position, row in view.numbered("routing_limits"):
        names = forced.get((row["stream"], row["stage"]), set())
        if len(names) > row["maximum"]:
            yield view.problem(
                "routing_limits",
                position,
                "maximum",
                f"{len(names)} technologies of the stage are forced on {row['stream']}: {', '.join(sorted(names))}",
                "force fewer or allow more",
            )

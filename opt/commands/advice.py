"""What to do when there is no plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opt.instance import Instance

NAMED = 5
"""So many names are listed; the rest is counted."""


def infeasible(instance: Instance) -> Iterator[str]:
    """Which demands of the instance leave no choice: one of them, or what it meets, asks for too much."""
    from opt.network import build_network, unroutable
    from opt.network.wishes import forced_in_vain

    yield "infeasible: no plan keeps all limits of this instance. What it insists on, and how to let go:"
    tables = instance.tables
    streams = tables["streams"]
    mandatory = list(streams.loc[streams["acceptance"] == "mandatory", "stream"])
    network = build_network(instance)
    lost = [name for name, _ in unroutable(network, instance) if name in mandatory]
    if lost:
        yield f"- no operation can take {_names(lost)}, which must be accepted: 'relith validate' gives the reasons"
    if mandatory:
        yield f"- all deliveries of {_names(mandatory)} must be accepted: streams.acceptance = partial lets some go"
    demand = tables["demand"]
    hard = demand[(demand["contract"] > 0) & demand["penalty"].isna()]
    if len(hard):
        names = list(dict.fromkeys(hard["product"] + " " + hard["grade"]))
        yield f"- contracts for {_names(names)} allow no shortfall: demand.penalty puts a price on it"
    aged = [row["stream"] for row in instance.records("streams") if row["max_age"] == row["max_age"]]
    if aged:
        yield f"- {_names(aged)} must not lie longer than streams.max_age: a longer one helps"
    limited = list(tables["areas"].loc[tables["areas"]["capacity"].notna(), "area"])
    if limited:
        yield f"- room in {_names(limited)} is limited: areas.capacity"
    hazards = list(dict.fromkeys(tables["hazard_limits"]["hazard"]))
    if hazards:
        yield f"- {_names(hazards)} is limited: hazard_limits"
    if len(tables["decisions"]):
        yield f"- decisions holds {len(tables['decisions'])} bounds of the planner's own: remove some"
    forced = tables["routing"][tables["routing"]["rule"] != ""]
    if len(forced):
        yield f"- routing forces or forbids {_names(list(dict.fromkeys(forced['technology'])))}"
        yield from (f"- {text}" for text in forced_in_vain(instance, network))
    yield "the cheapest way out, and limits that cannot all hold: 'relith explain INSTANCE'"


def no_plan(*, interrupted: bool) -> Iterator[str]:
    """A run that ended before it found a plan."""
    yield "no plan was found " + ("before the interruption" if interrupted else "within the limit")
    yield "- give it more time: --time-limit SECONDS"
    yield "- start from an earlier plan: --start RESULT"


def _names(names: list[str]) -> str:
    listed = ", ".join(names[:NAMED])
    return listed if len(names) <= NAMED else f"{listed} and {len(names) - NAMED} more"

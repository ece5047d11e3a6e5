"""relith library --limit: what a site may release or hold, from exposure limits, ventilation, cooling or the law."""

from __future__ import annotations

import json as json_text
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opt.commands.ending import OK

if TYPE_CHECKING:
    from opt.library.exposure import Permit, Tables

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What a planner types; None or '' where nothing is. Units as in ``opt.library.exposure``."""

    hazard: str
    basis: str = "processing"
    ventilation: float | None = None
    capture: float = 0.0
    safety_factor: float | None = None
    evaporated: float | None = None
    cooling: float | None = None
    share: float = 1.0
    substance: str = ""
    body: str = ""
    kind: str = ""


def permit(asked: Asked, *, json: bool, instance: Path | None = None) -> int:
    """Print the permit with its formula and source; without ventilation or cooling the limits it may rest on. The rows
    of an instance go before the library's."""
    from opt.instance import read
    from opt.library import load_library
    from opt.report.terminal.layout import page, wrapped

    console = page()
    tables = load_library() if instance is None else read(instance).tables
    data: object
    if _incomplete(asked):
        limits = _limits(asked.hazard, tables)
        lines, data = list(_known(asked.hazard, limits)), [_plain(row) for _, row in limits]
    else:
        found = permitted(asked, tables)
        lines, data = list(_lines(found)), asdict(found)
    if json:
        print(json_text.dumps(data, indent=2))
        return OK
    for line in lines:
        inner = len(line) - len(line.lstrip(" "))
        console.print(wrapped(line.strip(" "), console.width, inner), soft_wrap=True)
    return OK


def permitted(asked: Asked, tables: Tables) -> Permit:
    """The permit asked for. InputError where the figures do not fit or no limit is known."""
    from opt.library import exposure

    if asked.hazard == "heat":
        reserve = exposure.COOLING_RESERVE if asked.safety_factor is None else asked.safety_factor
        return exposure.permitted_heat(asked.cooling or 0.0, basis=asked.basis, safety_factor=reserve)
    if asked.basis == "stock":
        return exposure.permitted_stock(
            asked.hazard, share=asked.share, body=asked.body, kind=asked.kind, tables=tables
        )
    return exposure.permitted_release(
        asked.hazard,
        asked.ventilation or 0.0,
        basis=asked.basis,
        capture=asked.capture,
        safety_factor=exposure.SAFETY if asked.safety_factor is None else asked.safety_factor,
        evaporated=exposure.EVAPORATED if asked.evaporated is None else asked.evaporated,
        substance=asked.substance,
        body=asked.body,
        kind=asked.kind,
        tables=tables,
    )


def _incomplete(asked: Asked) -> bool:
    given = asked.cooling if asked.hazard == "heat" else asked.ventilation
    return asked.basis != "stock" and given is None


def _lines(found: Permit) -> Iterator[str]:
    yield f"{found.hazard} ({found.basis}): {found.limit:.6g} {found.unit}"
    yield f"  rests on: {found.rests_on} ({found.status})"
    yield f"  formula: {found.formula}"
    yield f"  source: {found.source}"
    yield f"  a row of hazard_limits: {found.hazard}, {found.basis}, <site>, all, {found.limit:.6g}"


def _limits(hazard: str, tables: Tables) -> list[tuple[str, Row]]:
    """The limits that a permit may rest on; heat has none but its cooling."""
    from opt.library.exposure import known_limits

    return [] if hazard == "heat" else list(known_limits(hazard, tables))


def _known(hazard: str, limits: list[tuple[str, Row]]) -> Iterator[str]:
    """What is missing for a permit, and the limits it may rest on."""
    if hazard == "heat":
        yield "heat: give --cooling (kW); the limit is what the cooling takes away"
        return
    yield f"{hazard}: give --ventilation (m3/h), or --basis stock. Its limits:"
    for text, row in limits:
        yield f"  {text}"
        yield f"      {row['status']}: {row['source']}"


def _plain(row: Row) -> dict[str, Any]:
    return {name: None if value != value else value for name, value in row.items()}

"""Infeasible while the electrolyte is there: what is left below the trace threshold does not matter, more does."""

from __future__ import annotations

import pytest
from verdict_feeds import admitted, fillers, materials
from verdict_world import TRACE, Composition, records, ruling, side_by_side, technology_row

from opt.network import build_network
from opt.schema.words import ELECTROLYTE_CLASSES

JUST = 1e-6
"""So far below and above the threshold (kg/kg)."""


def refusing() -> dict[str, list[str]]:
    """Technologies with the classes that they cannot meet."""
    found = {
        row["technology"]: [
            name for name in ELECTROLYTE_CLASSES if ruling(row["technology"], name)[0]["verdict"] == "infeasible"
        ]
        for row in records("technologies")
    }
    return {technology: names for technology, names in found.items() if names}


REFUSING = refusing()


def threshold(technology: str, name: str) -> float:
    """Content above which a class counts as present."""
    own = ruling(technology, name)[0]["threshold"]
    return TRACE if own != own else float(own)


def separated(technology: str, name: str) -> tuple[str, str, str]:
    """Form, main material (a cathode where one is taken) and material of the class: a feed with just less than the
    threshold that keeps the technology's other limits."""
    for filler in fillers():
        for material in materials(technology, name):
            for form in technology_row(technology)["inputs"]:
                if filler != material and admitted(technology, form, left(filler, material, technology, name, -JUST)):
                    return form, filler, material
    raise AssertionError(f"{technology} takes nothing that holds a trace of {name}")


def left(filler: str, material: str, technology: str, name: str, more: float) -> Composition:
    """The main material with what is left of the class."""
    share = threshold(technology, name) + more
    return {filler: 1.0 - share, material: share}


@pytest.mark.parametrize("technology", REFUSING)
def test_a_trace_is_taken_and_more_is_refused(technology: str) -> None:
    by_form: dict[str, dict[str, tuple[str, Composition]]] = {}
    for name in REFUSING[technology]:
        form, filler, material = separated(technology, name)
        streams = by_form.setdefault(form, {})
        for side, more in (("below", -JUST), ("above", JUST)):
            streams[f"{name} {side}"] = (name, left(filler, material, technology, name, more))
    for form, streams in by_form.items():
        network = build_network(side_by_side(technology, form, streams))
        refusals = {(r.fraction, r.technology): r.reason for r in network.refusals}
        for stream in streams:
            name, side = stream.split()
            operation = f"{stream}>{technology}"
            assert (operation in network.operations) == (side == "below"), refusals.get((stream, technology))
            if side == "above":
                assert refusals[stream, technology].startswith(f"infeasible for {name} (1 wt%, above 1 wt%)")


def test_the_separated_cathode_is_what_most_of_them_take() -> None:
    """Leaching, separation and relithiation that refuse a class take the cathode without it."""
    cathodes = {row["constituent"] for row in records("constituents") if row["kind"] == "cathode"}
    stages = {row["technology"]: row["stage"] for row in records("technologies")}
    for technology, names in REFUSING.items():
        if stages[technology] in ("leaching", "separation", "pyrometallurgy") or "relithiation" in technology:
            assert all(separated(technology, name)[1] in cathodes for name in names), technology

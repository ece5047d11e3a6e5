"""What a single edit costs after a solved base, against the same scenario solved without it, to the same gap.

RELITH_BENCH_ONLY (numbers, as 1,5) chooses edits.
"""

from __future__ import annotations

import os
import time

import pytest
from figures import instance_path, setting, table

from opt.instance import Instance
from opt.plan.plan import Plan
from opt.planner import read, solve
from opt.solve.run import cores
from opt.study.edits import apply, parse_edit

GAP = 0.01
SHARE = 1 / 3
"""What all edits after the base may take of the time they take without it."""

EDITS = (
    "grades[product=Li2CO3].price *= 0.67",
    "grades[product=regenerated_Li3PS4].price *= 0.7",
    "settings.carbon_price = 150",
    "streams[electrolyte_class=sulfide].gate_fee -= 100",
    "demand[product=regenerated_LCO].maximum *= 1.5",
    "outlets[outlet=landfill].limit *= 0.7",
    "areas[area=powder_store].capacity *= 2",
    "hazard_limits[hazard=H2S, basis=processing].limit *= 0.5",
    "lines[line=solvent].hours *= 0.8",
    "insert downtime{line=autoclave, period=7, hours=140}",
    "arrivals[stream=S02].mass *= 1.3",
    "setups.hours *= 1.5",
)
"""Of every kind: prices, costs, fees; demand, outlets, stores, permits; hours; deliveries; set-ups."""


@pytest.mark.slow
def test_edits_after_a_base() -> None:
    instance = read(instance_path())
    base = timed(instance, None)[0]
    chosen = [int(number) for number in os.environ.get("RELITH_BENCH_ONLY", "").split(",") if number]
    rows: list[tuple[object, ...]] = []
    for number, text in enumerate(EDITS, start=1):
        if chosen and number not in chosen:
            continue
        edited = apply(instance, [parse_edit(text)])
        warm, after = timed(edited, base)
        cold, alone = timed(edited, None)
        rows.append((text, warm.summary["objective"], warm.summary["gap"], after,
                     cold.summary["objective"], cold.summary["gap"], alone, after / alone))  # fmt: skip
        print(number, *rows[-1], "; ".join(warm.summary["notes"]))
        assert warm.summary["certified"]
        assert cold.summary["certified"]
    after, alone = sum(float(str(row[3])) for row in rows), sum(float(str(row[6])) for row in rows)
    table(
        f"edits of {base.summary['instance']} to a gap of {GAP:.0%}, {base.summary['threads']} threads; the base took "
        f"{base.summary['seconds']:.1f} s",
        ("edit", "value", "gap", "seconds", "value alone", "gap alone", "seconds alone", "share"),
        [*rows, ("all of them", "", "", after, "", "", alone, after / alone)],
        f"bar: {SHARE:.2f} of the time alone",
    )
    assert [row[0] for row in rows if not float(str(row[2])) <= GAP] == []
    assert after <= SHARE * alone


def timed(instance: Instance, start: Plan | None) -> tuple[Plan, float]:
    """The plan, derived and checked, and the seconds from the instance to it."""
    begun = time.perf_counter()
    threads, limit = int(setting("THREADS", cores())), setting("SECONDS", 180.0)
    like = None if start is None else start.instance
    plan = solve(instance, gap=GAP, time_limit=limit, threads=threads, start=start, like=like)
    return plan, time.perf_counter() - begun

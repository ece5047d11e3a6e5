"""What two plans do differently: routes, campaigns, grades, limits that bind. Only rows that differ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from opt.plan.plan import Plan
from opt.report.binding import words
from opt.study.compare.frames import LEAST, Row, both, differs, sums
from opt.study.compare.pair import Pair
from opt.tables.frames import grouped, records

HALF = 0.5

Key = tuple[str, ...]
WAY = ("stream", "form", "stage", "technology")
CAMPAIGN = ("line", "campaign", "period")
NAMED: Mapping[str, tuple[str, int]] = {"capacity": ("lines", 0), "age": ("streams", 0)}
"""Families whose rows name a line or a stream: its input table, and where in the row the name stands."""


def route_rows(pair: Pair) -> list[Row]:
    """Ways whose mass differs by more than LEAST (t), the largest difference first."""
    before, after = (sums(plan.derived["routes"], WAY, "mass", "share") for plan in (pair.base, pair.plan))
    found = []
    for key in both(before, after):
        (base, base_share), (mass, share) = before.get(key, (0.0, 0.0)), after.get(key, (0.0, 0.0))
        if differs(base, mass):
            found.append(
                {"scenario": pair.scenario, **dict(zip(WAY, key, strict=True)), "base_mass": base, "mass": mass,
                 "difference": mass - base, "base_share": base_share, "share": share,
                 "distinguishable": pair.distinguishable, "note": pair.only_one("streams", stream=key[0])}
            )  # fmt: skip
    return sorted(found, key=lambda row: -abs(row["difference"]))


def campaign_rows(pair: Pair) -> list[Row]:
    """Campaigns that run in one plan only, or whose hours or tonnes differ by more than LEAST; in order of lines and
    time."""
    before, after = _treated(pair.base), _treated(pair.plan)
    ran, runs = _runs(pair.base, before), _runs(pair.plan, after)
    lines = both(*(plan.instance.tables["lines"]["line"].tolist() for plan in (pair.base, pair.plan)))
    when = {period: number for number, period in enumerate(pair.base.instance.periods)}
    keys = both(both(before, after), sorted(ran | runs))
    found = []
    for key in sorted(keys, key=lambda key: (lines.index(key[0]), when[key[2]], key[1])):
        (hours, mass), (new_hours, new_mass) = before.get(key, (0.0, 0.0)), after.get(key, (0.0, 0.0))
        what = _what(key in ran, key in runs, new_hours - hours, new_mass - mass)
        if what:
            found.append(
                {"scenario": pair.scenario, **dict(zip(CAMPAIGN, key, strict=True)), "what": what, "base_hours": hours,
                 "hours": new_hours, "base_treated": mass, "treated": new_mass,
                 "distinguishable": pair.distinguishable, "note": pair.only_one("lines", line=key[0])}
            )  # fmt: skip
    return found


def _treated(plan: Plan) -> dict[Key, tuple[float, ...]]:
    """Hours of treatment and tonnes of each campaign on a line in a period."""
    feeds = plan.derived["feeds"]
    return sums(feeds[feeds["line"] != ""], CAMPAIGN, "hours", "treated")


def _runs(plan: Plan, treated: Mapping[Key, tuple[float, ...]]) -> set[Key]:
    """Campaigns that run: by the binary ``run`` where there is one, else where they treat something."""
    binary = plan.values("run")
    ran = {key for key, value in binary.items() if value > HALF}
    return ran | {key for key, (_, mass) in treated.items() if key not in binary and differs(0.0, mass)}


def _what(ran: bool, runs: bool, hours: float, mass: float) -> str:
    """What became of a campaign whose hours and tonnes changed by so much; '' where nothing did."""
    if ran != runs:
        return "added" if runs else "dropped"
    if differs(0.0, hours):
        return "longer" if hours > 0 else "shorter"
    return "other" if differs(0.0, mass) else ""


def moved(rows: list[Row]) -> int:
    """How many campaigns moved."""
    return sum(row["what"] in ("added", "dropped") for row in rows)


def grade_rows(pair: Pair) -> Iterator[Row]:
    """Every grade of which one plan at least sells more than LEAST: tonnes, and revenue over tonnes."""
    before, after = (sums(plan.derived["products"], ("product", "grade"), "sold", "revenue") for plan in
                     (pair.base, pair.plan))  # fmt: skip
    for key in both(before, after):
        (base, base_revenue), (sold, revenue) = before.get(key, (0.0, 0.0)), after.get(key, (0.0, 0.0))
        if differs(0.0, base) or differs(0.0, sold):
            yield {"scenario": pair.scenario, "product": key[0], "grade": key[1], "base_sold": base, "sold": sold,
                   "difference": sold - base, "base_price": _price(base_revenue, base),
                   "price": _price(revenue, sold), "distinguishable": pair.distinguishable,
                   "note": pair.only_one("grades", product=key[0], grade=key[1])}  # fmt: skip


def _price(revenue: float, sold: float) -> float:
    return revenue / sold if sold > LEAST else math.nan


def limit_rows(pair: Pair) -> list[Row]:
    """Limits that bind in one plan only, what it adds there to loosen them (currency) first."""
    before, after = _binding(pair.base), _binding(pair.plan)
    found = []
    for what, plan, here, there in (("binds", pair.plan, after, before), ("free", pair.base, before, after)):
        purity = _purity_limits(plan)
        found += [_limit(pair, row, purity, what) for key, row in here.items() if key not in there]
    return sorted(found, key=lambda row: -row["gain"])


def _binding(plan: Plan) -> dict[Key, Row]:
    return {key: row for key, (row, *_) in grouped(plan.derived["binding"], "family", "row", "period").items()}


def _limit(pair: Pair, row: Row, purity: Mapping[Key, float], what: str) -> Row:
    gain, loosened = words(row, purity)
    table, place = NAMED.get(row["family"], ("", 0))
    name = row["row"].split("|")[place]
    note = pair.only_one(table, **{table.removesuffix("s"): name}) if table else ""
    return {"scenario": pair.scenario, "family": row["family"], "row": row["row"], "period": row["period"],
            "what": what, "unit": row["unit"], "value": row["value"], "gain": gain, "loosened": loosened,
            "distinguishable": pair.distinguishable, "note": note}  # fmt: skip


def _purity_limits(plan: Plan) -> dict[Key, float]:
    return {tuple(row[k] for k in ("product", "grade", "item", "sense", "period")): row["limit"]
            for row in records(plan.derived["purity"])}  # fmt: skip

"""What each line does when: campaigns in an order in which they can be run, and the hours they take."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE, derived_frame

HALF = 0.5


@dataclass(frozen=True)
class Shift:
    """One line in one period: manned hours, hours of downtime, and what it treats by campaign (hours, t)."""

    line: str
    period: str
    hours: float
    downtime: float
    treatment: Mapping[str, tuple[float, float]]
    set_up: Mapping[str, float]
    carried_in: str
    carried_out: str


def shifts(plan: Plan, network: Network, parameters: Parameters) -> list[Shift]:
    """Every line and period, lines in the instance's order.

    Hours of treatment = sum over operations of treat / rate. ``set_up`` maps the campaigns set up in the period to
    the hours that takes.
    """
    lines, periods = parameters.lines, parameters.periods
    manned = dict(zip(plan.instance.tables["lines"]["line"], plan.instance.tables["lines"]["hours"], strict=True))
    treatment: dict[tuple[str, str], dict[str, tuple[float, float]]] = {}
    for row in _feeds(plan, network):
        hours, mass = treatment.setdefault((row["line"], row["period"]), {}).get(row["campaign"], (0.0, 0.0))
        treatment[row["line"], row["period"]][row["campaign"]] = hours + row["hours"], mass + row["treated"]
    set_up: dict[tuple[str, str], dict[str, float]] = {}
    for (line, campaign, period), value in plan.values("setup").items():
        if value > HALF:
            set_up.setdefault((line, period), {})[campaign] = lines.setup_hours.get((line, campaign), 0.0)
    carried = {(line, period): c for (line, c, period), value in plan.values("carry").items() if value > HALF}
    after = dict(zip(periods, [*periods[1:], ""], strict=True))
    return [
        Shift(
            line=line,
            period=period,
            hours=manned[line],
            downtime=manned[line] - lines.available[line, period],
            treatment=treatment.get((line, period), {}),
            set_up=set_up.get((line, period), {}),
            carried_in=carried.get((line, period), ""),
            carried_out=carried.get((line, after[period]), ""),
        )
        for line in lines.site
        for period in periods
    ]


def feeds(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """What is fed to each line in each campaign: mass (t) and hours = mass / rate, in the order of the calendar."""
    when = {period: number for number, period in enumerate(parameters.periods)}
    lines = {line: number for number, line in enumerate(["", *parameters.lines.site])}

    def place(row: dict[str, Any]) -> tuple[Any, ...]:
        return when[row["period"]], lines[row["line"]], row["campaign"], row["operation"]

    return derived_frame("feeds", sorted(_feeds(plan, network), key=place))


def _feeds(plan: Plan, network: Network) -> Iterator[dict[str, Any]]:
    for (name, line, period), mass in plan.values("treat").items():
        if mass <= NEGLIGIBLE:
            continue
        operation = network.operations[name]
        campaign, hours = "", 0.0
        if line:
            campaign, hours = operation.lines[line].campaign, mass / operation.lines[line].rate
        yield {"line": line, "period": period, "operation": name, "campaign": campaign, "hours": hours,
               "fraction": operation.fraction, "technology": operation.technology, "treated": mass}  # fmt: skip


def order_of_campaigns(shift: Shift) -> list[str]:
    """The campaigns of a shift in an order in which they can be run.

    The carried campaign comes first, then those that need no set-up, then those set up in the period, the one that is
    carried out last. A campaign carried in and not run is left out.
    """
    first = [shift.carried_in] if shift.carried_in in shift.treatment else []
    last = [shift.carried_out] if shift.carried_out in shift.set_up else []
    middle = {*shift.treatment, *shift.set_up} - {*first, *last}
    return [*first, *sorted(middle, key=lambda campaign: (campaign in shift.set_up, campaign)), *last]


def calendar(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """Campaigns and maintenance by line and period, with start and end in manned hours and, where periods have a start
    date, the days. Maintenance stands first: the plan fixes only how long it takes."""
    spans = {row["period"]: (row["start"], row["hours"]) for row in plan.instance.records("periods")}
    rows = (entry for shift in shifts(plan, network, parameters) for entry in _entries(shift, *spans[shift.period]))
    return derived_frame("calendar", rows)


def _entries(shift: Shift, start_date: str, period_hours: float) -> Iterator[dict[str, Any]]:
    clock, position = 0.0, 0
    steps = [("maintenance", "", 0.0, shift.downtime, 0.0)] if shift.downtime > NEGLIGIBLE else []
    for campaign in order_of_campaigns(shift):
        hours, mass = shift.treatment.get(campaign, (0.0, 0.0))
        steps.append(("campaign", campaign, shift.set_up.get(campaign, 0.0), hours, mass))
    manned = max(shift.hours, shift.hours - shift.downtime)
    stretch = period_hours / manned if manned > 0 else 1.0
    for position, (kind, campaign, setup, hours, mass) in enumerate(steps, start=1):
        end = clock + setup + hours
        yield {
            "line": shift.line, "period": shift.period, "position": position, "kind": kind, "campaign": campaign,
            "start": clock, "end": end, "setup": setup, "hours": hours, "treated": mass,
            "set_up": bool(campaign) and campaign in shift.set_up,
            "carried_in": bool(campaign) and campaign == shift.carried_in,
            "carried_out": bool(campaign) and campaign == shift.carried_out,
            "start_date": _day(start_date, clock * stretch),
            "end_date": _day(start_date, max(end * stretch - 1e-3, clock * stretch)),
        }  # fmt: skip
        clock = end


def _day(start_date: str, hours: float) -> str:
    """The day so many hours after the start of a period; '' where the period has no date."""
    if not start_date:
        return ""
    return str(datetime.date.fromisoformat(start_date) + datetime.timedelta(days=int(hours / 24.0 + 1e-9)))


def lines(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """Load of the lines by period: load = (treatment + set-ups) / (hours - downtime)."""
    rows = []
    for shift in shifts(plan, network, parameters):
        treatment = sum(hours for hours, _ in shift.treatment.values())
        setup = sum(shift.set_up.values())
        available = shift.hours - shift.downtime
        rows.append(
            {"line": shift.line, "period": shift.period, "hours": shift.hours, "downtime": shift.downtime,
             "treatment": treatment, "setup": setup, "free": available - treatment - setup,
             "load": (treatment + setup) / available if available > 0 else float("nan")}
        )  # fmt: skip
    return derived_frame("lines", rows)

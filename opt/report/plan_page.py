"""The page of a plan: who it is for, what stands on it, in which order."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from importlib.metadata import version

from opt.plan.plan import Plan
from opt.report.charts.arrivals import ARRIVALS
from opt.report.charts.balance import BALANCE
from opt.report.charts.binding import BINDING
from opt.report.charts.calendar import CALENDAR, WEEK
from opt.report.charts.flow import FLOW
from opt.report.charts.hazards import HAZARDS
from opt.report.charts.load import LOAD
from opt.report.charts.near_limits import NEAR_LIMITS
from opt.report.charts.products import PRODUCTS, SALES_PERIODS
from opt.report.charts.purity import PURITY, PURITY_PERIODS
from opt.report.charts.rests_on import FIGURES, RESTS_ON
from opt.report.charts.routes import ROUTES
from opt.report.charts.stock import STOCK
from opt.report.charts.stream_value import STREAM_VALUE
from opt.report.charts.value import VALUE
from opt.report.charts.wastes import WASTES
from opt.report.html.page import Fact, Group, Notice, Page
from opt.report.parts import Builder, build
from opt.report.terminal.layout import money, percent
from opt.report.terminal.page import STATUS_WORDS, gap_words, horizon_words
from opt.report.terminal.rests import weak_sales
from opt.tolerances import FEASIBILITY, OBJECTIVE

GROUPS: tuple[tuple[str, str, str, tuple[Builder, ...]], ...] = (
    (
        "plan", "The plan in short",
        "For whoever answers for the plant: what it earns, where the material goes, what stands in the way of more.",
        (VALUE, FLOW, BINDING, NEAR_LIMITS),
    ),
    (
        "lines", "Lines",
        "For the shift leader: what is to be done first, what runs when, how full the lines are.",
        (WEEK, CALENDAR, LOAD, ARRIVALS),
    ),
    (
        "safety", "Safety and stock",
        "For the safety officer: every hazard against its limit, what lies where, what leaves as waste.",
        (HAZARDS, STOCK, WASTES),
    ),
    (
        "products", "Products and purity",
        "For the buyer: what is sold as which grade, how pure it is, and when it comes.",
        (PRODUCTS, PURITY, SALES_PERIODS, PURITY_PERIODS),
    ),
    (
        "streams", "Streams and routes",
        "For the process engineer: which way each stream goes, what it earns, where the elements end.",
        (ROUTES, STREAM_VALUE, BALANCE),
    ),
    (
        "grounds", "What the plan rests on",
        "Which sales lean on published figures and which on estimates, and the figures that matter most.",
        (RESTS_ON, FIGURES),
    ),
)  # fmt: skip
"""Name, title, whom it is for, and the parts of each group, in the order of the page."""


UNBROKEN = "\N{NON-BREAKING HYPHEN}"
"""Stands in dates where a line must not end."""


def plan_page(plan: Plan, remarks: Sequence[str] = ()) -> Page:
    """The page of a plan with its derived tables (``planner.derived_anew``); ``remarks`` stand above all else.
    ValueError where there is no plan."""
    if not plan.has_plan:
        raise ValueError("a page needs a plan")
    summary, settings = plan.summary, plan.instance.settings
    return Page(
        name=f"{summary['instance']}-{summary['scenario']}",
        title=f"{summary['instance']}: the plan",
        subtitle=settings.description,
        currency=settings.currency,
        facts=tuple(_facts(plan)),
        notices=(*(Notice("warning", text) for text in remarks), *_notices(plan)),
        groups=tuple(
            Group(name, title, about, tuple(build(builder, plan) for builder in builders))
            for name, title, about, builders in GROUPS
        ),
        footer=_footer(plan),
    )


def _facts(plan: Plan) -> Iterator[Fact]:
    """What was planned, from which data, what it earns, how good that is proven to be, whether it is certified."""
    summary, settings = plan.summary, plan.instance.settings
    currency, objective, bound, gap = settings.currency, summary["objective"], summary["bound"], summary["gap"]
    yield Fact(
        "Value", f"{money(objective)} {currency}", horizon_words(plan).replace("-", UNBROKEN), objective, currency
    )
    proven = bound is not None and math.isfinite(bound)
    yield Fact("Bound", f"{money(bound)} {currency}" if proven else "none", "no plan can earn more", bound, currency)
    yield Fact("Proven gap", gap_words(math.nan if gap is None else gap), "between value and bound", gap)
    worst = summary["worst_violation"]
    yield Fact(
        "Certified", "yes" if summary["certified"] else "no",
        f"recomputed independently; the worst violation is {worst:.1e} of its limit, at most {FEASIBILITY:.0e}",
        worst,
    )  # fmt: skip
    yield Fact("Scenario", summary["scenario"], "of instance " + summary["instance"])
    given = settings.date.isoformat() if settings.date else "not given"
    yield Fact("Date of data", given, "as the instance says")
    seconds = float(summary["seconds"])
    words = STATUS_WORDS.get(summary["status"], summary["status"])
    yield Fact("Solve time", f"{seconds:,.1f} s", words, seconds, "s")
    yield _rests(plan)


def _rests(plan: Plan) -> Fact:
    """Shares of the sales by the weakest figure they touch."""
    found = plan.summary["rests_on"]
    weak = [f"{status} {percent(amount / found['gross_sales'])}" for status, amount in found["sales_by_status"].items()
            if found["gross_sales"] > 0 and amount > 0]  # fmt: skip
    return Fact("Rests on", ", ".join(weak) or "no sales", "sales by the weakest figure they touch")


def _notices(plan: Plan) -> Iterator[Notice]:
    """What must be known before the rest is believed."""
    summary = plan.summary
    gap, asked = summary["gap"], summary.get("gap_asked")
    if gap is None or not math.isfinite(gap):
        yield Notice(
            "warning", "Nothing is proven about how good this plan is: the run ended before there was a bound."
        )
    elif asked is not None and gap > asked:
        why = STATUS_WORDS.get(summary["status"], summary["status"])
        yield Notice("warning", f"The gap is {gap_words(gap)}, and {gap_words(asked)} was asked for (run {why}): "
                                "a better plan may exist.")  # fmt: skip
    value, bound = summary["objective"], summary["bound"]
    if bound is not None and bound < value - OBJECTIVE * max(abs(value), 1.0):
        yield Notice("error", "The bound lies below the value, which no run ends with: neither bound nor gap can be "
                              "trusted. Solve the instance again.")  # fmt: skip
    if summary["rests_on"]["share"] > 0:
        yield Notice("note", f"{weak_sales(summary['rests_on']['share']).capitalize()}: see 'What the plan rests on'.")
    for note in summary.get("notes", ()):
        yield Notice("note", str(note))
    if "binding" not in plan.derived:
        yield Notice("note", "What binds is not stored with this result; solve the instance again to see it.")
    made = summary.get("versions", {}).get("relith")
    if made != version("relith"):
        yield Notice("note", f"The plan was made by relith {made or 'of an unknown version'}, the page by "
                             f"{version('relith')}.")  # fmt: skip


def _footer(plan: Plan) -> str:
    """By what it was made, and from which input."""
    versions = plan.summary.get("versions", {})
    return (
        f"relith {version('relith')}, solved with HiGHS {versions.get('highspy', 'unknown')}; "
        f"fingerprint of the input {plan.summary['input_sha256'][:16]}"
    )

"""The page of a study: a head, all scenarios, tornados and sweeps, and what the plans do differently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from opt.report.html.page import Group, Page
from opt.report.parts import Part
from opt.study.report.differences import difference_parts
from opt.study.report.head import facts, notices
from opt.study.report.plans import Compared, Progress, compare_plans
from opt.study.report.read import StudyReport, read_study_result
from opt.study.report.scenarios import scenarios_part
from opt.study.report.sweep import sweep_part
from opt.study.report.tornado import tornado_part

OVERVIEW = "What every scenario is worth beside the base, and what of that is certain."
VARIED = "What happens when one figure is varied: which one matters most, and how far it may move."
PLANS = "What the plan of each scenario does otherwise than the plan of the base."


ROWS = 1_000
"""Rows of a table of differences on a page, about; more make it slow."""


def study_page(folder: str | Path, progress: Progress | None = None, most: int | None = ROWS) -> Page:
    """The page of the study stored in the folder. Its plans are read one by one, ``progress(done, total)`` is called
    after each. Tables of differences have about ``most`` rows, the largest of each scenario (None: all).

    InputError where the folder holds no study, one of another format, a spoilt table or half a plan.
    """
    report = read_study_result(folder)
    return page_of(report, compare_plans(report, progress), most)


def page_of(report: StudyReport, compared: Compared, most: int | None = ROWS) -> Page:
    """The page of a study that was read, with what its plans do differently (``most`` as above)."""
    varied = tuple(_varied(report))
    groups = [Group("overview", "Scenarios", OVERVIEW, (scenarios_part(report),))]
    if varied:
        groups.append(Group("varied", "Tornados and sweeps", VARIED, varied))
    groups.append(Group("plans", "What the plans do differently", PLANS, difference_parts(report, compared, most)))
    return Page(
        name=f"{report.instance}-{report.study}",
        title=f"{report.instance}: study {report.study}",
        subtitle=report.about,
        currency=report.currency,
        facts=tuple(facts(report)),
        notices=tuple(notices(report, compared)),
        groups=tuple(groups),
        footer=f"relith {version('relith')}; from {report.folder.resolve().name}",
    )


def study_parts(page: Page) -> tuple[Part, ...]:
    """All parts of a page in order, as a workbook takes them; for that, make the page with ``most=None``."""
    return tuple(part for group in page.groups for part in group.parts)


def _varied(report: StudyReport) -> Iterator[Part]:
    """Tornados, then sweeps, each in the order of the study."""
    taken: set[str] = set()
    for points in sorted(report.groups, key=lambda points: not points.is_tornado):
        kind = "tornado" if points.is_tornado else "sweep"
        plain = f"{kind}_{re.sub(r'[^A-Za-z0-9_-]+', '_', points.name)}"
        name, number = plain, 1
        while name in taken:
            number += 1
            name = f"{plain}_{number}"
        taken.add(name)
        yield (tornado_part if points.is_tornado else sweep_part)(report, points, name)

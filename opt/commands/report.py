"""relith report: the plan, or the study, on one page or in a workbook, for people who were not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opt.commands.ending import CHECK_FAILED, INFEASIBLE, NO_PLAN, OK, say

if TYPE_CHECKING:
    from opt.plan.plan import Plan

PAGE, WORKBOOK = ".html", ".xlsx"
NAME = "report"
"""The name of the file where none is given; it stands beside what it tells of."""


def report(target: Path, *, out: Path | None, xlsx: bool) -> int:
    """Write the page or the workbook of a result or of a study.

    A plan whose files are not, byte for byte, those that this very code certified is checked, and its derived tables
    are computed again, first: what is written is a certified plan and what follows from it. InputError where the folder
    holds neither a result nor a study, or where the file cannot be written.
    """
    file = place(target, out, xlsx=xlsx)
    return _study(target, file) if is_study(target) else _plan(target, file)


def is_study(target: Path) -> bool:
    """True for the folder of a study."""
    from opt.plan.place import STUDY_MARK

    return (target / STUDY_MARK).is_file()


def place(target: Path, out: Path | None, *, xlsx: bool) -> Path:
    """The file that is written. InputError, before anything is read, where it is not one that could be."""
    from opt.tables.problems import InputError, Problem

    ending = WORKBOOK if xlsx else PAGE
    if out is None:
        return target / f"{NAME}{ending}"
    rule, remedy = "", f"name a file that ends in {ending}"
    if out.is_dir():
        rule = "this is a folder"
    elif out.suffix.lower() != ending:
        rule = f"a {'workbook' if xlsx else 'page'} is a file that ends in {ending}"
        other = PAGE if xlsx else WORKBOOK
        if out.suffix.lower() == other:
            remedy += ", or leave out --xlsx" if xlsx else ", or add --xlsx"
    elif not out.parent.is_dir():
        rule, remedy = f"there is no folder {out.parent}", "make it, or name another file"
    if rule:
        raise InputError([Problem(rule, remedy, file=str(out))])
    return out


def _plan(target: Path, file: Path) -> int:
    from opt.memory import collector_paused

    with collector_paused():
        from opt.plan.store import read_known

        plan, untouched = read_known(target)
        _refuse_spoilt(plan.summary, target)
        if not plan.has_plan:
            return _without_plan(target, plan)
        remarks = []
        if not (untouched and plan.summary.get("certified") is True):
            from opt import planner
            from opt.commands.check import complain

            certificate = planner.check(plan)
            if not certificate.certified:
                complain(certificate)
                say(f"{target}: nothing was written, because this is no plan; solve the instance again", prefix="error")
                return CHECK_FAILED
            plan = planner.with_verdict(planner.derived_anew(plan), certificate)
            remarks = _remarks(plan)
        _write_plan(plan, remarks, file)
    for remark in remarks:
        say(remark, prefix="warning")
    say(f"written to {file}")
    return OK


def _without_plan(target: Path, plan: Plan) -> int:
    """Say why there is nothing to write; the exit code is that of the run."""
    from opt.plan.frames import SOLVE_AGAIN
    from opt.plan.store import SUMMARY
    from opt.report.terminal.page import STATUS_WORDS
    from opt.tables.problems import InputError, Problem

    status = plan.summary["status"]
    if status not in ("infeasible", "no_plan"):
        rule = f"the result lists no tables, though its run {STATUS_WORDS[status]}"
        raise InputError([Problem(rule, SOLVE_AGAIN, file=str(target / SUMMARY), column="tables")])
    say(f"{target}: there is nothing to report: {STATUS_WORDS.get(status, status)}; nothing was written",
        prefix="error")  # fmt: skip
    if status == "infeasible":
        say(f"'relith explain {target / 'input'}' gives the cheapest way out, and limits that cannot all hold")
        return INFEASIBLE
    say("solve the instance again and give it more time: --time-limit SECONDS")
    return NO_PLAN


def _refuse_spoilt(summary: Mapping[str, Any], target: Path) -> None:
    """InputError naming every entry of the summary that a page needs and that is none it could show."""
    from opt.plan.frames import SOLVE_AGAIN
    from opt.plan.store import SUMMARY
    from opt.report.terminal.page import STATUS_WORDS
    from opt.tables.problems import InputError, Problem

    ran = summary.get("status") not in ("infeasible", "no_plan")
    wrong = [name for name in ("instance", "scenario") if not isinstance(summary.get(name), str)]
    wrong += ["status"] if summary.get("status") not in STATUS_WORDS else []
    wrong += [name for name in ("objective", "seconds") if ran and not _is_number(summary.get(name))]
    wrong += [name for name in ("bound", "gap") if summary.get(name) is not None and not _is_number(summary[name])]
    wrong += ["versions"] if not isinstance(summary.get("versions", {}), dict) else []
    wrong += ["input_sha256"] if ran and not isinstance(summary.get("input_sha256"), str) else []
    if wrong:
        rule = "this entry of the summary is missing or not of its kind"
        raise InputError(
            [Problem(rule, SOLVE_AGAIN, file=str(target / SUMMARY), column=name, value=str(summary.get(name, "")))
             for name in wrong]
        )  # fmt: skip


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _remarks(plan: Plan) -> list[str]:
    """What must be said of a result that is not, byte for byte, what this code wrote."""
    from opt.instance.fingerprint import fingerprint

    told = [
        "this result was written by another version or changed since; the plan was certified and all that follows from "
        "it computed anew, while bound, gap and solve time are as they stand in summary.json"
    ]
    if fingerprint(plan.instance) != plan.summary["input_sha256"]:
        told.append("the instance stored with the plan is not the one that was solved: the plan keeps its limits, but "
                    "bound and gap say nothing about it; solve it again")  # fmt: skip
    return told


def _write_plan(plan: Plan, remarks: Sequence[str], file: Path) -> None:
    from opt.report.plan_page import plan_page

    page = plan_page(plan, remarks)
    if file.suffix.lower() == WORKBOOK:
        from opt.report.xlsx import write_report

        write_report(plan, [part for group in page.groups for part in group.parts], file)
    else:
        from opt.report.html.write import write

        write(page, file)


def _study(target: Path, file: Path) -> int:
    """Write what a study found; how far the reading of its plans has come is told where that takes long."""
    from opt.commands.live_count import CountLine
    from opt.report.html.write import write
    from opt.report.xlsx import write_parts
    from opt.study.report import study_page, study_parts

    workbook = file.suffix.lower() == WORKBOOK
    line = CountLine("reading the study", "plans compared")
    try:
        page = study_page(target, line, most=None) if workbook else study_page(target, line)
    finally:
        line.close()
    if workbook:
        told = [(fact.label, fact.text, fact.note) for fact in page.facts]
        told += [(notice.word, notice.text, "") for notice in page.notices]
        write_parts([(page.title, page.subtitle, ""), *told], study_parts(page), file, page.currency)
    else:
        write(page, file)
    say(f"written to {file}")
    return OK

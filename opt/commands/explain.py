"""relith explain: why there is no plan and the cheapest way out; what the limits that bind are worth; why a stream does
not take a route."""

from __future__ import annotations

import json as json_text
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from opt.commands.ending import NO_PLAN, OK, say
from opt.commands.solve import interrupted_by_signals, refuse_numbers

if TYPE_CHECKING:
    import pandas as pd

    from opt.commands.solve import Interrupts
    from opt.instance import Instance
    from opt.plan.plan import Plan
    from opt.solve import Progress
    from opt.study.explain.answer import Alternative
    from opt.study.explain.infeasibility import Infeasibility

SHOWN = 20
"""Limits that are listed; a file (--out) or --json holds all."""

EDIT = 6
"""How far edits are indented; they are never folded, so that they can be copied."""


@dataclass(frozen=True)
class Question:
    """What was asked: an instance (with tables laid ``over`` it and ``edits``) or a result; None where the instance or
    the machine decides. ``stream`` and ``technologies`` ask for a route of a result."""

    about: Path
    over: tuple[Path, ...] = ()
    edits: tuple[str, ...] = ()
    weights: Path | None = None
    stream: str | None = None
    technologies: tuple[str, ...] = ()
    time_limit: float | None = None
    threads: int | None = None
    out: Path | None = None


def explain(question: Question, *, quiet: bool, json: bool) -> int:
    """Answer the question; 0 where there is an answer, 3 where time was too short for one.

    A result without a plan is asked about like its instance. InputError where something given is wrong."""
    _refuse_nonsense(question)
    plan = _plan(question)
    with interrupted_by_signals() as interrupts:
        try:
            if plan is not None and plan.has_plan:
                if question.stream is not None:
                    return _route(question, plan, interrupts, quiet=quiet, json=json)
                return _worth(question, plan, quiet=quiet, json=json)
            return _way_out(question, _instance(question, plan), interrupts, quiet=quiet, json=json)
        except KeyboardInterrupt:
            say("stopped before there was an answer")
            return NO_PLAN


def _refuse_nonsense(question: Question) -> None:
    refuse_numbers(time_limit=question.time_limit)
    if (question.stream is None) != (not question.technologies):
        raise typer.BadParameter("a route is a stream and a technology: give both", param_hint="'--stream'")
    if question.stream is not None and not _is_result(question.about):
        raise typer.BadParameter("is asked of a result: give the folder of one", param_hint="'--stream'")
    if question.stream is not None and question.out is not None:
        raise typer.BadParameter("holds a table, and this answer is none: use --json", param_hint="'--out'")
    if question.out is not None and question.out.suffix != ".csv":
        raise typer.BadParameter("must be the name of a .csv file", param_hint="'--out'")
    if _is_result(question.about) and (question.over or question.edits):
        raise typer.BadParameter("changes an instance, and this is a result", param_hint="'--with' or '--edit'")


def _is_result(path: Path) -> bool:
    return (path / "summary.json").is_file()


def _plan(question: Question) -> Plan | None:
    """The result asked about; None where it is an instance. Wrong usage where an option does not fit it."""
    from opt.plan.store import read_result

    if not _is_result(question.about):
        return None
    plan = read_result(question.about)
    if plan.has_plan and question.weights is not None:
        raise typer.BadParameter("prices ways out of an instance without a plan", param_hint="'--weights'")
    if not plan.has_plan and question.stream is not None:
        raise typer.BadParameter("there is no plan in this result", param_hint="'--stream'")
    return plan


def _instance(question: Question, plan: Plan | None) -> Instance:
    from opt import planner
    from opt.study.edits import apply, parse_edit

    if plan is not None:
        return plan.instance
    instance = planner.read(question.about, *question.over)
    return apply(instance, [parse_edit(text) for text in question.edits]) if question.edits else instance


def _way_out(question: Question, instance: Instance, interrupts: Interrupts, *, quiet: bool, json: bool) -> int:
    from opt.commands.live import LiveLine
    from opt.study.explain.infeasibility import NO_ANSWER
    from opt.study.explain.infeasible import TIME_LIMIT, why_infeasible
    from opt.study.explain.weights_file import read_weights

    given = None if question.weights is None else read_weights(question.weights)
    line = None if quiet else LiveLine(instance.settings.currency, told=_cost_words)

    def tick(progress: Progress) -> None:
        interrupts.hold()
        if line is not None:
            line(progress)

    try:
        found = why_infeasible(
            instance, weights=given, time_limit=question.time_limit or TIME_LIMIT, threads=question.threads,
            progress=tick, stop=interrupts.stop,
        )  # fmt: skip
    finally:
        if line is not None:
            line.close()
    _answer(question, found.frame, _way_out_json(found) if json else None, _way_out_page(question.about, found))
    return NO_PLAN if found.status == NO_ANSWER else OK


def _cost_words(progress: Progress, currency: str) -> str:
    cost = "no way out yet" if progress.value is None else f"way out at {progress.value:,.0f} {currency}"
    bound = "" if progress.bound is None else f"  at least {max(progress.bound, 0.0):,.0f}"
    return f"{progress.seconds:6.1f} s  {cost}{bound}"


def _way_out_page(path: Path, found: Infeasibility) -> Iterator[tuple[str, int]]:
    """Lines and how far each is indented."""
    from opt.study.explain.infeasibility import summary

    yield summary(found), 0
    for relaxation in found.relaxations[:SHOWN]:
        yield relaxation.words, 2
        for edit in relaxation.edits:
            yield edit, EDIT
    if len(found.relaxations) > SHOWN:
        yield f"and {len(found.relaxations) - SHOWN} more: --out FILE.csv holds all", 2
    if found.edits:
        yield f"to grant all of it: relith whatif {path} with each edit after --edit, in quotes", 0
    if found.conflict:
        yield "these cannot all hold:" if len(found.conflict) > 1 else "this cannot hold, whatever else gives way:", 0
        for text in found.conflict[:SHOWN]:
            yield f"- {text}{' (may be left out?)' if text in found.undecided else ''}", 2
        if len(found.conflict) > SHOWN:
            yield f"and {len(found.conflict) - SHOWN} more", 2
    for text in found.notes:
        yield text, 0


def _way_out_json(found: Infeasibility) -> dict[str, Any]:
    return {**asdict(found), "edits": list(found.edits)}


def _worth(question: Question, plan: Plan, *, quiet: bool, json: bool) -> int:
    from opt.commands.live_count import CountLine
    from opt.study.explain.worth import LOCAL, worth

    line = None if quiet else CountLine("reading the plan into the solver", "limits looked into")
    try:
        frame = worth(plan, time_limit=question.time_limit or math.inf, progress=line)
    finally:
        if line is not None:
            line.close()
    given = {"currency": plan.instance.settings.currency, "limits": _rows(frame)} if json else None
    lines = [(text, 2) for text in frame["text"].tolist()[:SHOWN]]
    more = [(f"and {len(frame) - SHOWN} more: --out FILE.csv holds all", 2)] if len(frame) > SHOWN else []
    head = f"what the {len(frame)} limits that bind are worth, {LOCAL}:" if len(frame) else "no limit binds"
    _answer(question, frame, given, iter([(head, 0), *lines, *more]))
    return OK


def _route(question: Question, plan: Plan, interrupts: Interrupts, *, quiet: bool, json: bool) -> int:
    from opt.commands.live import LiveLine
    from opt.study.explain.alternative import why_not

    line = None if quiet else LiveLine(plan.instance.settings.currency)

    def tick(progress: Progress) -> None:
        interrupts.hold()
        if line is not None:
            line(progress)

    try:
        found = why_not(
            plan, question.stream or "", question.technologies, time_limit=question.time_limit,
            threads=question.threads, progress=tick, stop=interrupts.stop,
        )  # fmt: skip
    finally:
        if line is not None:
            line.close()
    lines = ((text.lstrip(), len(text) - len(text.lstrip())) for text in found.text().splitlines())
    _answer(question, None, _route_json(found) if json else None, lines)
    return NO_PLAN if found.verdict == "unknown" else OK


def _route_json(found: Alternative) -> dict[str, Any]:
    return {
        "stream": found.stream,
        "technologies": list(found.technologies),
        "verdict": found.verdict,
        "currency": found.currency,
        "reasons": list(found.reasons),
        "uses": _rows(found.uses),
        "effect": None if found.effect is None else asdict(found.effect),
        "limits": _rows(found.limits),
        "terms": _rows(found.terms),
        "edits": list(found.edits),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    from opt.tables.frames import records

    return records(frame)


def _answer(
    question: Question, frame: pd.DataFrame | None, json: dict[str, Any] | None, lines: Iterator[tuple[str, int]]
) -> None:
    """The answer as JSON or in words, and its table where one is asked for."""
    from opt.report.terminal.layout import page, wrapped

    if json is not None:
        print(json_text.dumps(_finite(json), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        console = page()
        for text, indent in lines:
            whole = " " * indent + text if indent == EDIT else wrapped(text, console.width, indent)
            console.print(whole, soft_wrap=True)
    if question.out is not None and frame is not None:
        frame.to_csv(question.out, index=False)
        say(f"written to {question.out}")


def _finite(value: Any) -> Any:
    """The value with what JSON does not know as null."""
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value

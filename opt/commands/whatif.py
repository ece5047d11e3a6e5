"""relith whatif: scenarios beside the instance as it stands, each stored, all in one table."""

from __future__ import annotations

import json as json_text
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from opt.commands.ending import NO_PLAN, OK, say
from opt.commands.solve import interrupted_by_signals, refuse_numbers
from opt.plan.place import default_folder

if TYPE_CHECKING:
    from opt.instance import Instance
    from opt.study.run import StudyResult
    from opt.study.scenario import Scenario
    from opt.study.study import Options

QUESTIONS = "whatif"
"""Name of the study that questions asked by --edit alone belong to."""


@dataclass(frozen=True)
class Request:
    """What was asked for; None where the study, the instance or the machine decides. ``edits`` together make one
    scenario. ``freeze`` is the result whose decisions are kept, those of the periods, lines and streams named."""

    instance: Path
    study: Path | None = None
    edits: tuple[str, ...] = ()
    out: Path | None = None
    workers: int | None = None
    gap: float | None = None
    time_limit: float | None = None
    start: Path | None = None
    stay_close: float | None = None
    freeze: Path | None = None
    freeze_periods: tuple[str, ...] = ()
    freeze_lines: tuple[str, ...] = ()
    freeze_streams: tuple[str, ...] = ()


def whatif(request: Request, *, quiet: bool, json: bool) -> int:
    """Run the study, store it, show its table."""
    from opt import planner
    from opt.study.scenario import changed

    _refuse_nonsense(request)
    instance = planner.read(request.instance)
    name, about, scenarios, options = _study(request)
    if request.edits:
        changed(instance, scenarios[-1])  # a question that makes no sense is no scenario that failed
    folder = request.out or default_folder(instance, name)
    with interrupted_by_signals():
        try:
            result = _run(request, instance, name, about, scenarios, options, folder, quiet=quiet or json)
        except KeyboardInterrupt:
            say(f"stopped; what is finished is stored in {folder}, the same command goes on from there")
            return NO_PLAN
    if json:
        print(json_text.dumps(as_json(result, instance), indent=2, ensure_ascii=False, allow_nan=False))
    elif not quiet:
        _show(result, instance)
    return OK


def as_json(result: StudyResult, instance: Instance) -> dict[str, Any]:
    """The table as plain values, null where there is none."""
    from opt.tables.frames import records

    rows = [{name: None if value != value else value for name, value in row.items()}
            for row in records(result.scenarios)]  # fmt: skip
    return {
        "instance": instance.settings.name,
        "currency": instance.settings.currency,
        "folder": str(result.folder),
        "scenarios": rows,
    }


def _refuse_nonsense(request: Request) -> None:
    if request.study is None and not request.edits:
        raise typer.BadParameter("give a study (STUDY.toml) or a question (--edit '...')", param_hint="'STUDY'")
    refuse_numbers(gap=request.gap, time_limit=request.time_limit, stay_close=request.stay_close)


def _study(request: Request) -> tuple[str, str, tuple[Scenario, ...], Options]:
    """Name, description, scenarios and options of what was asked; what was typed goes before the study file."""
    from opt.study.expand import expand
    from opt.study.read import read_study
    from opt.study.scenario import scenario_of
    from opt.study.study import Freeze, Options

    study = None if request.study is None else read_study(request.study)
    scenarios = () if study is None else expand(study)
    if request.edits:
        scenarios = (*scenarios, scenario_of(request.edits))
    options = Options() if study is None else study.options
    freeze = Freeze(
        periods=names(request.freeze_periods) or options.freeze.periods,
        lines=names(request.freeze_lines) or options.freeze.lines,
        streams=names(request.freeze_streams) or options.freeze.streams,
    )
    if request.freeze is not None and freeze == Freeze():
        hint = "'--freeze-periods', '--freeze-lines' or '--freeze-streams'"
        raise typer.BadParameter("say which decisions of the result are kept", param_hint=hint)
    typed = {"gap": request.gap, "time_limit": request.time_limit, "stay_close": request.stay_close}
    given = {name: value for name, value in typed.items() if value is not None}
    name, about = (study.name, study.about) if study else (QUESTIONS, "")
    return name, about, scenarios, options.model_copy(update={**given, "freeze": freeze})


def names(typed: Sequence[str]) -> tuple[str, ...]:
    """Names that were typed one by one or joined by commas."""
    return tuple(name.strip() for text in typed for name in text.split(",") if name.strip())


def _run(
    request: Request,
    instance: Instance,
    name: str,
    about: str,
    scenarios: Sequence[Scenario],
    options: Options,
    folder: Path,
    *,
    quiet: bool,
) -> StudyResult:
    from opt.commands.live_study import StudyLine
    from opt.plan.store import read_result
    from opt.study.run import run_study
    from opt.study.run.conduct import refuse_base, refuse_kept

    base = None if request.start is None else read_result(request.start)
    kept = None if request.freeze is None else read_result(request.freeze)
    if base is not None:
        refuse_base(base, instance, str(request.start))
    if kept is not None:
        refuse_kept(kept, instance, str(request.freeze))
    line = None if quiet else StudyLine(instance.settings.currency)
    try:
        return run_study(
            instance, scenarios, folder=folder, base=base, options=options, workers=request.workers, progress=line,
            name=name, about=about, kept=kept,
        )  # fmt: skip
    finally:
        if line is not None:
            line.close()


def _show(result: StudyResult, instance: Instance) -> None:
    from opt.report.terminal.layout import page as console
    from opt.study.run.page import page

    terminal = console()
    terminal.print(page(result.scenarios, instance.settings.name, instance.settings.currency, terminal.width))
    print(f"stored in {result.folder}; 'relith compare {result.folder}' shows what the plans do differently")

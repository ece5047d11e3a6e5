"""Commands that ask on: why, what if, and what now."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opt.cli.words import Instance, Json, Over, Result


def explain(
    about: Annotated[Path, typer.Argument(metavar="INSTANCE|RESULT", help="An instance (folder or workbook): why it "
                                          "has no plan. A result: what its limits are worth.")],
    over: Over = None,
    edits: Annotated[list[str] | None, typer.Option("--edit", metavar="EDIT", help="An edit of the instance made "
                                                    "first.")] = None,
    stream: Annotated[str | None, typer.Option(metavar="STREAM", help="Of a result: why does this stream not go to "
                                               "--technology?")] = None,
    technologies: Annotated[list[str] | None, typer.Option("--technology", metavar="NAME", help="The technology asked "
                                                           "for; several make a route.")] = None,
    weights: Annotated[Path | None, typer.Option(metavar="FILE.toml", help="What it costs when limits give way, over "
                                                 "the shipped weights: hours = 200, delivery = \"never\".")] = None,
    time_limit: Annotated[float | None, typer.Option(min=0, help="Seconds for the cheapest way out (default 60; half "
                                                     "as long again for the limits that cannot all hold).")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Processor cores to use; default: all.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Write the answer as a table too.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    json: Json = False,
) -> int:  # fmt: skip
    """Why: no plan, a limit's worth, a route not taken.

    The cheapest way out of an instance without a plan, as edits, and limits that cannot all hold.
    """
    from opt.commands.explain import Question
    from opt.commands.explain import explain as run

    question = Question(
        about=about, over=tuple(over or ()), edits=tuple(edits or ()), weights=weights, stream=stream,
        technologies=tuple(technologies or ()), time_limit=time_limit, threads=threads, out=out,
    )  # fmt: skip
    return run(question, quiet=quiet, json=json)


def whatif(
    instance: Instance,
    study: Annotated[Path | None, typer.Argument(metavar="[STUDY.toml]", help="A study: scenarios, sweeps, "
                                                 "tornados.")] = None,
    edits: Annotated[list[str] | None, typer.Option("--edit", metavar="EDIT", help="One question: "
                                                    "'grades[product=Li2CO3].price *= 0.67'; several make one "
                                                    "scenario.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the study; default: "
                                             "results/<instance>/<study>.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Scenarios solved at a time; default: one a core.")] = None,
    gap: Annotated[float | None, typer.Option(min=0, max=1, help="Relative gap to stop at (0.01 is 1 %).")] = None,
    time_limit: Annotated[float | None, typer.Option(min=0, help="Seconds of solving a scenario.")] = None,
    start: Annotated[Path | None, typer.Option(metavar="RESULT", help="The base, solved before.")] = None,
    stay_close: Annotated[float | None, typer.Option(metavar="WEIGHT", help="What a campaign that departs from the "
                                                     "base must earn at least (currency).")] = None,
    freeze: Annotated[Path | None, typer.Option(metavar="RESULT", help="A plan whose decisions are kept: those of the "
                                                "periods, lines and streams named.")] = None,
    freeze_periods: Annotated[list[str] | None, typer.Option(metavar="PERIODS", help="As 1..4 or 1,2.")] = None,
    freeze_lines: Annotated[list[str] | None, typer.Option(metavar="LINES", help="As autoclave,kiln.")] = None,
    freeze_streams: Annotated[list[str] | None, typer.Option(metavar="STREAMS", help="As S01,S04.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no table.")] = False,
    json: Json = False,
) -> int:  # fmt: skip
    """Scenarios beside the instance as it stands.

    All stored, compared in one table; a study that was stopped goes on where it was.
    """
    from opt.commands.whatif import Request
    from opt.commands.whatif import whatif as run

    request = Request(
        instance=instance, study=study, edits=tuple(edits or ()), out=out, workers=workers, gap=gap,
        time_limit=time_limit, start=start, stay_close=stay_close, freeze=freeze,
        freeze_periods=tuple(freeze_periods or ()), freeze_lines=tuple(freeze_lines or ()),
        freeze_streams=tuple(freeze_streams or ()),
    )  # fmt: skip
    return run(request, quiet=quiet, json=json)


def replan(
    instance: Instance,
    result: Result,
    period: Annotated[str, typer.Option("--from", metavar="PERIOD", help="The first period that may change.")],
    over: Over = None,
    edits: Annotated[list[str] | None, typer.Option("--edit", metavar="EDIT", help="What is different now, as "
                                                    "'arrivals[stream=S02, period=5].mass = 12'.")] = None,
    stay_close: Annotated[float | None, typer.Option(metavar="WEIGHT", help="What a campaign that departs from the "
                                                     "result must earn at least (currency).")] = None,
    scenario: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the result; default: "
                                                 "replan-PERIOD.")] = None,
    gap: Annotated[float | None, typer.Option(min=0, max=1, help="Relative gap to stop at (0.01 is 1 %).")] = None,
    time_limit: Annotated[float | None, typer.Option(min=0, help="Seconds of solving.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Processor cores to use; default: all.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the result; default: "
                                             "results/<instance>/<scenario>.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
    json: Json = False,
) -> int:  # fmt: skip
    """The plan from a period on; what lies before is kept.

    RESULT is the plan in force; what has happened since comes by --with or --edit.
    """
    from opt.commands.replan import Replanning
    from opt.commands.replan import replan as run
    from opt.commands.solve import Request

    request = Request(
        instance=instance, over=tuple(over or ()), scenario=scenario, gap=gap, time_limit=time_limit, start=result,
        threads=threads, out=out, stay_close=stay_close,
    )  # fmt: skip
    return run(Replanning(request, period, tuple(edits or ())), quiet=quiet, json=json)

"""The command relith: declares what a planner types; every command lives in opt.commands and runs from there.

Exit codes: 0 certified plan (or ok), 1 the input is wrong, 2 infeasible, 3 no plan, 4 a check failed, 64 wrong usage,
70 our own bug.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from opt.commands.ending import DEBUG, Commands

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Plans the recycling of all-solid-state lithium-metal batteries: the most valuable plan that breaks no limit, "
    "proven by a second computation.",
)

Instance = Annotated[Path, typer.Argument(metavar="INSTANCE", help="A folder of tables, or a workbook (.xlsx).")]
Result = Annotated[Path, typer.Argument(metavar="RESULT", help="The folder of a result.")]
Over = Annotated[
    list[Path] | None,
    typer.Option("--with", metavar="TABLES", help="A folder or workbook whose rows are laid over the instance's own."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON on standard output.")]


@app.callback(invoke_without_command=False)
def common(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True,
                                          callback=lambda given: _version(given))] = False,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show a traceback with an error; may stand anywhere.")] = False,
) -> None:  # fmt: skip
    """Options of all commands."""


def _version(given: bool) -> None:
    if given:
        from importlib.metadata import version

        typer.echo(f"relith {version('relith')}")
        raise typer.Exit()


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to put it; must not exist or be empty.")],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="A workbook instead of a folder.")] = False,
    streams: Annotated[int | None, typer.Option(min=1, max=1000, help="Generate so many streams.")] = None,
    weeks: Annotated[int | None, typer.Option(min=1, max=520, help="Generate so many weeks.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the generator.")] = None,
) -> int:
    """A filled-in starting instance to edit.

    With --streams, --weeks or --seed a generated one of that size.
    """
    from opt.commands.new import new as run

    return run(folder, xlsx=xlsx, streams=streams, weeks=weeks, seed=seed)


@app.command()
def validate(instance: Instance, over: Over = None, json: Json = False) -> int:
    """Every problem at once, or 'ok' with sizes.

    It also names what no operation can take, with the reasons.
    """
    from opt.commands.validate import validate as run

    return run(instance, tuple(over or ()), json=json)


@app.command()
def solve(
    instance: Instance,
    over: Over = None,
    scenario: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the result; default: that of the tables "
                                                 "laid over, else base.")] = None,
    gap: Annotated[float | None, typer.Option(min=0, max=1, help="Relative gap to stop at (0.01 is 1 %).")] = None,
    time_limit: Annotated[float | None, typer.Option(min=0, help="Seconds of solving.")] = None,
    start: Annotated[Path | None, typer.Option(metavar="RESULT", help="An earlier result to start from.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Processor cores to use; default: all.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the result; default: "
                                             "results/<instance>/<scenario>.")] = None,
    write_mps: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the model as .mps too.")] = None,
    stay_close: Annotated[float | None, typer.Option(metavar="WEIGHT", help="What a campaign that departs from the "
                                                     "start must earn at least (currency).")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
    json: Json = False,
) -> int:  # fmt: skip
    """The most valuable plan, certified.

    Ctrl-C keeps the best one so far.
    """
    from opt.commands.solve import Request
    from opt.commands.solve import solve as run

    request = Request(
        instance=instance, over=tuple(over or ()), scenario=scenario, gap=gap, time_limit=time_limit, start=start,
        threads=threads, out=out, write_mps=write_mps, stay_close=stay_close,
    )  # fmt: skip
    return run(request, quiet=quiet, json=json)


@app.command()
def show(result: Result) -> int:
    """The plan on the terminal.

    Next week first, then value, routes, lines, purity, hazards, what binds.
    """
    from opt.commands.show import show as run

    return run(result)


@app.command()
def check(result: Result, json: Json = False) -> int:
    """Recompute and certify a stored plan."""
    from opt.commands.check import check as run

    return run(result, json=json)


@app.command()
def convert(
    instance: Instance,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="A folder, or a workbook (.xlsx).")],
) -> int:
    """Folder to workbook and back; nothing is lost."""
    from opt.commands.convert import convert as run

    return run(instance, target)


@app.command()
def compare(
    results: Annotated[list[Path], typer.Argument(metavar="RESULT...", help="Folders of results, the base first; that "
                                                  "of a study stands for its base and all its scenarios.")],
    out: Annotated[Path | None, typer.Option(metavar="FOLDER|FILE.xlsx", help="Write the tables too: a folder of CSV "
                                             "files, or a workbook.")] = None,
    json: Json = False,
) -> int:  # fmt: skip
    """Value, plan and flow differences of results.

    The first is the base.
    """
    from opt.commands.compare import compare as run

    return run(results, out=out, json=json)


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def library(
    term: Annotated[str, typer.Argument(metavar="[TERM]", help="A name, a part of one, 'price of Li2CO3'.")] = "",
    instance: Annotated[Path | None, typer.Option(metavar="INSTANCE", help="Look up what an instance plans "
                                                  "with: its own rows over the library's.")] = None,
    limit: Annotated[str, typer.Option(metavar="HAZARD", help="What a site may release or hold of it.")] = "",
    basis: Annotated[str, typer.Option(help="processing, concurrent or stock.")] = "processing",
    ventilation: Annotated[float | None, typer.Option(help="Fresh air, m3/h (kind emission: off-gas, Nm3/h).")] = None,
    capture: Annotated[float, typer.Option(help="Share that hood and scrubber keep from it.")] = 0.0,
    safety_factor: Annotated[float | None, typer.Option(help="Air beyond perfect mixing, times; default: 4 (heat: "
                                                        "1.25).")] = None,
    evaporated: Annotated[float | None, typer.Option(help="Share of a solvent that evaporates; default: 0.03.")] = None,
    cooling: Annotated[float | None, typer.Option(help="Cooling power, kW, for heat.")] = None,
    share: Annotated[float, typer.Option(help="Share of a storage tier that may be used up.")] = 1.0,
    substance: Annotated[str, typer.Option(help="Which substance of the hazard: ethanol, NO2.")] = "",
    body: Annotated[str, typer.Option(help="Whose limit: ACGIH, OSHA, EU; default: the strictest.")] = "",
    kind: Annotated[str, typer.Option(help="Which kind of limit: TWA, STEL, ceiling, LEL, emission.")] = "",
    json: Json = False,
) -> int:  # fmt: skip
    """Technologies, verdicts, figures and sources.

    With --limit the figure for hazard_limits: exposure limit x ventilation / (safety factor x what is not captured).
    """
    if limit:
        from opt.commands.permit import Asked, permit

        asked = Asked(limit, basis, ventilation, capture, safety_factor, evaporated, cooling, share, substance, body,
                      kind)  # fmt: skip
        return permit(asked, json=json, instance=instance)
    from opt.commands.library import library as run

    return run(term, json=json, instance=instance)


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    app(prog_name="relith")

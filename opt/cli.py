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
def validate(instance: Instance, json: Json = False) -> int:
    """Every problem at once, or 'ok' with sizes.

    It also names what no operation can take, with the reasons.
    """
    from opt.commands.validate import validate as run

    return run(instance, json=json)


@app.command()
def solve(
    instance: Instance,
    gap: Annotated[float | None, typer.Option(min=0, max=1, help="Relative gap to stop at (0.01 is 1 %).")] = None,
    time_limit: Annotated[float | None, typer.Option(min=0, help="Seconds of solving.")] = None,
    start: Annotated[Path | None, typer.Option(metavar="RESULT", help="An earlier result to start from.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Processor cores to use; default: all.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the result; default: "
                                             "results/<instance>/base.")] = None,
    write_mps: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the model as .mps too.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
    json: Json = False,
) -> int:  # fmt: skip
    """The most valuable plan, certified.

    Ctrl-C keeps the best one so far.
    """
    from opt.commands.solve import Request
    from opt.commands.solve import solve as run

    request = Request(
        instance=instance, gap=gap, time_limit=time_limit, start=start, threads=threads, out=out, write_mps=write_mps
    )
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
def library(
    term: Annotated[str, typer.Argument(metavar="[TERM]", help="A name or a part of one.")] = "",
    json: Json = False,
) -> int:
    """Technologies, verdicts, figures and sources."""
    from opt.commands.library import library as run

    return run(term, json=json)


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    app(prog_name="relith")

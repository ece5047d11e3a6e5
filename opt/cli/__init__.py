"""The command relith: declares what a planner types; every command lives in opt.commands and runs from there.

Exit codes: 0 certified plan (or ok), 1 the input is wrong, 2 infeasible, 3 no plan, 4 a check failed, 64 wrong usage,
70 our own bug.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from opt.cli.instances import convert, new, solve, validate
from opt.cli.questions import explain, replan, whatif
from opt.cli.reference import library
from opt.cli.results import check, compare, report, show
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


for command in (new, validate, solve, show, report, check, convert, compare, explain, whatif, replan, library):
    app.command()(command)


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    app(prog_name="relith")

"""Commands about results: shown, reported, checked, compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opt.cli.words import Json, Result


def show(result: Result) -> int:
    """The plan on the terminal.

    Next week first, then value, routes, lines, purity, hazards, what binds.
    """
    from opt.commands.show import show as run

    return run(result)


def report(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="The folder of a result or of a study.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write; report.html (or report.xlsx) in the "
                                             "folder of the result where this is not given.")] = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="A workbook instead of a page.")] = False,
) -> int:  # fmt: skip
    """The plan, or the study, on one page or in a workbook.

    For people who were not there. A plan whose files were changed is certified again first.
    """
    from opt.commands.report import report as run

    return run(result, out=out, xlsx=xlsx)


def check(result: Result, json: Json = False) -> int:
    """Recompute and certify a stored plan."""
    from opt.commands.check import check as run

    return run(result, json=json)


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

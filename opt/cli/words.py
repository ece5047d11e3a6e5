"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Instance = Annotated[Path, typer.Argument(metavar="INSTANCE", help="A folder of tables, or a workbook (.xlsx).")]
Result = Annotated[Path, typer.Argument(metavar="RESULT", help="The folder of a result.")]
Over = Annotated[
    list[Path] | None,
    typer.Option("--with", metavar="TABLES", help="A folder or workbook whose rows are laid over the instance's own."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON on standard output.")]

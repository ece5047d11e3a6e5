"""Commands about instances: made, checked, solved, written in another shape."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opt.cli.words import Instance, Json, Over


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


def validate(instance: Instance, over: Over = None, json: Json = False) -> int:
    """Every problem at once, or 'ok' with sizes.

    It also names what no operation can take, with the reasons.
    """
    from opt.commands.validate import validate as run

    return run(instance, tuple(over or ()), json=json)


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


def convert(
    instance: Instance,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="A folder, or a workbook (.xlsx).")],
) -> int:
    """Folder to workbook and back; nothing is lost."""
    from opt.commands.convert import convert as run

    return run(instance, target)

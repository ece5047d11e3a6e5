"""relith new: a starting instance."""

from __future__ import annotations

from pathlib import Path

from opt.commands.ending import OK

STREAMS, WEEKS, SEED = 8, 8, 1
"""Size of a generated instance where only a part of it is given: that of instances/small."""


def new(folder: Path, *, xlsx: bool, streams: int | None, weeks: int | None, seed: int | None) -> int:
    """Write the starting instance, or a generated one. InputError where something is there already."""
    from opt.instance import new_instance

    target = _target(folder, xlsx=xlsx)
    if streams is None and weeks is None and seed is None:
        new_instance(target)
        what = "a starting instance to edit"
    else:
        size = (STREAMS if streams is None else streams, WEEKS if weeks is None else weeks)
        given = SEED if seed is None else seed
        _generate(target, *size, given)
        what = f"a generated instance of {size[0]} streams over {size[1]} weeks, seed {given}"
    print(f"{target}: {what}")
    print(f"next: relith validate {target}; relith solve {target}")
    return OK


def _target(folder: Path, *, xlsx: bool) -> Path:
    return folder.with_name(folder.name + ".xlsx") if xlsx and folder.suffix.lower() != ".xlsx" else folder


def _generate(target: Path, streams: int, weeks: int, seed: int) -> None:
    from opt.instance import write_folder, write_workbook
    from opt.instance.generate import generated
    from opt.instance.write import refuse_existing

    refuse_existing(target)
    workbook = target.suffix.lower() == ".xlsx"
    name = target.stem if workbook else target.resolve().name
    instance = generated(streams, weeks, seed, name)
    (write_workbook if workbook else write_folder)(instance, target)

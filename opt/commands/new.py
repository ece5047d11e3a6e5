"""relith new: a starting instance."""

from __future__ import annotations

from pathlib import Path

from opt.commands.ending import OK

STREAMS, WEEKS, SEED = 6, 8, 1
"""Size of a generated instance where only a part of it is given."""


def new(folder: Path, *, xlsx: bool, streams: int | None, weeks: int | None, seed: int | None) -> int:
    """Write the starting instance, or a generated one. InputError where something is there already."""
    from opt.instance import new_instance

    target = _target(folder, xlsx=xlsx)
    if streams is None and weeks is None and seed is None:
        new_instance(target)
    else:
        _generate(target, STREAMS if streams is None else streams, WEEKS if weeks is None else weeks,
                  SEED if seed is None else seed)  # fmt: skip
    print(f"{target}: a starting instance to edit")
    print(f"next: relith validate {target}; relith solve {target}")
    return OK


def _target(folder: Path, *, xlsx: bool) -> Path:
    return folder.with_name(folder.name + ".xlsx") if xlsx and folder.suffix.lower() != ".xlsx" else folder


def _generate(target: Path, streams: int, weeks: int, seed: int) -> None:
    from opt.commands.generate import Size, generated
    from opt.instance import read, write_folder, write_workbook
    from opt.instance.starting import STARTER
    from opt.instance.write import refuse_existing

    refuse_existing(target)
    name = target.stem if target.suffix.lower() == ".xlsx" else target.resolve().name
    instance = generated(read(STARTER), name, Size(streams, weeks, seed))
    (write_workbook if target.suffix.lower() == ".xlsx" else write_folder)(instance, target)

"""The small plant that ``relith new`` writes for a planner to edit."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from opt.instance.read import read
from opt.instance.write import WORKBOOK, refuse_existing, write_folder, write_workbook

STARTER = Path(__file__).parent / "starter"


def new_instance(path: str | Path, *, xlsx: bool = False) -> Path:
    """Writes a filled-in small instance, named like the folder or file, and returns where it stands.

    A workbook where ``xlsx`` is set or the path ends in .xlsx (its headers are explained, keys have drop-downs), else a
    folder. Raises InputError where something is there already.
    """
    target = Path(path)
    if xlsx and target.suffix.lower() != WORKBOOK:
        target = target.with_name(target.name + WORKBOOK)
    refuse_existing(target)
    instance = read(STARTER)
    name = target.stem if target.suffix.lower() == WORKBOOK else target.resolve().name
    instance = dataclasses.replace(instance, settings=instance.settings.model_copy(update={"name": name or "plant"}))
    write = write_workbook if target.suffix.lower() == WORKBOOK else write_folder
    write(instance, target)
    return target

"""relith convert: folder to workbook and back."""

from __future__ import annotations

from pathlib import Path

from opt.commands.ending import OK, say

WORKBOOK = ".xlsx"


def convert(source: Path, target: Path) -> int:
    """Write the instance in the other form. InputError where the target is there already."""
    from opt.instance import read, write_folder, write_workbook

    instance = read(source)
    refuse_existing(target)
    (write_workbook if is_workbook(target) else write_folder)(instance, target)
    say(f"{target}: written")
    return OK


def is_workbook(path: Path) -> bool:
    """True where the name says that it is a workbook."""
    return path.suffix.lower() == WORKBOOK


def refuse_existing(target: Path) -> None:
    """InputError where a file or a folder with something in it would be overwritten."""
    from opt.tables.problems import InputError, Problem

    if target.is_dir() and not is_workbook(target) and not any(target.iterdir()):
        return
    if target.exists():
        raise InputError([Problem("it exists already", "give another name, or remove it first", file=str(target))])

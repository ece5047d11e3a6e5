"""Write an instance: what the planner gave, no more."""

from __future__ import annotations

from pathlib import Path

from opt import tables
from opt.instance.instance import Instance
from opt.instance.money import SETTINGS_FILE
from opt.instance.read import read
from opt.instance.settings_text import plain
from opt.tables import InputError, Problem

WORKBOOK = ".xlsx"


def write_folder(instance: Instance, path: str | Path) -> None:
    """Writes the planner's own tables and instance.toml into a folder. An instance that is there is replaced, its other
    tables removed. Raises InputError where the folder holds something else, or a file cannot be written."""
    folder = Path(path)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / SETTINGS_FILE).exists():
        raise InputError(
            [Problem("the folder is not empty and holds no instance", "name a new or an empty folder", str(folder))]
        )
    tables.write_folder(folder, instance.own, plain(instance.settings), instance.settings.currency, replace=True)


def write_workbook(instance: Instance, path: str | Path) -> None:
    """Writes the planner's own tables and settings as one workbook, replacing the file whole. Raises InputError."""
    target = Path(path)
    if target.is_dir() or target.suffix.lower() != WORKBOOK:
        raise InputError([Problem("a workbook is a file that ends in .xlsx", "name one", str(target))])
    tables.write_workbook(target, instance.own, plain(instance.settings), instance.settings.currency)


def refuse_existing(target: Path) -> None:
    """Raises InputError unless nothing is there yet, or an empty folder."""
    if target.exists() and not (target.is_dir() and target.suffix.lower() != WORKBOOK and not any(target.iterdir())):
        raise InputError([Problem("it exists already", "name a target that does not", str(target))])


def convert(source: str | Path, target: str | Path) -> Instance:
    """Reads an instance and writes it as a workbook where ``target`` ends in .xlsx, else as a folder; a round trip
    gives an equal instance. Raises InputError where the source is wrong or the target holds something already."""
    target = Path(target)
    refuse_existing(target)
    instance = read(source)
    write = write_workbook if target.suffix.lower() == WORKBOOK else write_folder
    write(instance, target)
    return instance

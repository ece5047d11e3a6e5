"""relith convert: folder to workbook and back."""

from __future__ import annotations

from pathlib import Path

from opt.commands.ending import OK, say


def convert(source: Path, target: Path) -> int:
    """Write the instance in the other form. InputError where the target is there already."""
    from opt.instance import convert as write

    write(source, target)
    say(f"{target}: written")
    return OK

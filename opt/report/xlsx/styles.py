"""Fonts and grounds of sheets, made once and shared by all cells."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font, PatternFill

from opt.report import look
from opt.tables.typed_cells import font


def lighter(colour: str, share: float) -> str:
    """So much of the colour '#rrggbb' on white paper, as 'rrggbb'."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "".join(f"{round(255 + (part - 255) * share):02x}" for part in parts)


def ground(colour: str) -> PatternFill:
    """A cell filled with 'rrggbb'. Both colours are named: rules take the one, cells the other."""
    return PatternFill("solid", start_color=f"ff{colour}", end_color=f"ff{colour}")


BOLD = font(bold=True)
TITLE = font(bold=True, size=14)
LINK = font(color=f"ff{look.GOOD[1:]}", underline="single")
HEADING_LINK = font(bold=True, color=f"ff{look.GOOD[1:]}", underline="single")
MADE_BOLD = Font(bold=True)
"""What a rule does to the font of a cell: no more than making it bold."""

HEADING = ground(look.FAINT[1:])
NEAR, OVER = ground(lighter(look.NEAR, 0.3)), ground(lighter(look.OVER, 0.55))
"""Near a limit and at it: on grey paper the second is darker, and its text is bold."""

TOP = Alignment(vertical="top")
WRAPPED = Alignment(wrap_text=True, vertical="top")
CENTRED = Alignment(horizontal="center")
LEFT = Alignment(horizontal="left", vertical="top")

"""How high the rows of a chart are that has a row for each name."""

from __future__ import annotations

from opt.report import look

CLOSE = look.SMALL + 6
"""Height of a row where there are many: names do not touch, px."""

MANY = 40
"""More rows than this are drawn close together, so that the chart can be printed on a page."""


def row_height(count: int) -> int:
    """Height of each of so many rows, px."""
    return look.ROW if count <= MANY else CLOSE

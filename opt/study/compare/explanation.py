"""What the tables of a comparison mean: the first sheet of a workbook, the README of a folder."""

from __future__ import annotations

from collections.abc import Iterator

from opt.plan.frames import header
from opt.study.compare.comparison import Comparison
from opt.study.compare.figures import FIGURES
from opt.study.compare.frames import LEAST
from opt.study.compare.tables import TABLES

HEADINGS = ("table", "column", "meaning")

Line = tuple[str, str, str]


def about(comparison: Comparison) -> list[Line]:
    """What is compared with what, and what must be said of it first."""
    lines = [
        ("base", comparison.base, f"instance {comparison.instance}, amounts in {comparison.currency}"),
        ("scenarios", str(len(comparison.scenarios)), "one row each in outcome"),
        (
            "tolerance",
            f"{LEAST:g}",
            "tonnes or hours by which plans must differ before a row of routes or campaigns says so",
        ),
        ("empty cells", "", "of a number: there is none"),
    ]
    return lines + [("warning", "", warning) for warning in comparison.warnings]


def columns(currency: str) -> Iterator[Line]:
    """Every table, then its columns as they are headed."""
    for table in TABLES.values():
        yield table.name, "", table.meaning
        for column in table.columns:
            yield table.name, header(column, currency), column.meaning


def key_figures(currency: str) -> Iterator[Line]:
    """Every key figure with its unit."""
    for name, figure in FIGURES.items():
        yield "kpis", f"{name} [{figure.unit.replace('currency', currency)}]", figure.meaning


def readme(comparison: Comparison) -> str:
    """The explanation as Markdown."""
    parts = ["# Comparison of plans\n", *(f"- {word}: {', '.join(part for part in rest if part)}" for word, *rest in
                                           about(comparison))]  # fmt: skip
    for name, column, meaning in columns(comparison.currency):
        parts.append(f"- `{column}`: {meaning}" if column else f"\n## {name}.csv\n\n{meaning}\n")
    parts.append("\n## Key figures\n")
    parts += [f"- `{column}`: {meaning}" for _, column, meaning in key_figures(comparison.currency)]
    return "\n".join(parts) + "\n"

"""The tables of instances/tiny as text, to be rewritten as a planner would, and the optimum that does not move."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

import opt
from opt.plan import Plan

ROOT = Path(__file__).parents[2]
TINY = ROOT / "instances" / "tiny"
OPTIMUM = 285_150.0
"""Derived by hand in instances/tiny/README.md."""

RELATIVE = 1e-6
Rows = list[dict[str, str]]
Tables = Mapping[str, Rows]


def tiny_tables() -> dict[str, Rows]:
    """Every table of instances/tiny by name: rows from header (with its unit) to cell."""
    return {path.stem: read_rows(path) for path in sorted(TINY.glob("*.csv"))}


def tiny_settings() -> str:
    """Its instance.toml."""
    return (TINY / "instance.toml").read_text(encoding="utf-8")


def read_rows(path: Path) -> Rows:
    """Rows of a CSV file as they stand in it."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_instance(folder: Path, tables: Tables, settings: str) -> Path:
    """A folder that holds the tables and the settings."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "instance.toml").write_text(settings, encoding="utf-8")
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def solved(path: Path) -> Plan:
    """The certified optimum of an instance."""
    plan = opt.solve(opt.read(path), gap=0.0)
    assert plan.summary["status"] == "gap_reached"
    assert plan.summary["certified"] is True
    return plan


def assert_same_optimum(path: Path, value: float = OPTIMUM) -> None:
    """The instance's optimum is ``value``."""
    assert solved(path).summary["objective"] == pytest.approx(value, rel=RELATIVE)

"""Every number on the page of a plan is one of its stored tables, or a sum of them: the page is taken apart and laid
beside the CSV files, which are read here by themselves."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from parsed_page import Grid, Parsed

from opt import planner
from opt.instance import read
from opt.instance.generate import generated
from opt.plan.plan import Plan
from opt.plan.store import write_result
from opt.report.html.write import render
from opt.report.plan_page import plan_page

TINY = Path(__file__).parents[2] / "instances" / "tiny"
LEAST = 1e-9
"""Masses (t) and hours below this count as nothing."""

Row = Mapping[str, str]
Stored = Callable[[str], list[dict[str, str]]]


def plan_of(name: str) -> Plan:
    instance = read(TINY) if name == "tiny" else generated(5, 4, 2)
    return planner.solve(instance, gap=0.1, time_limit=60)


@pytest.fixture(scope="module", params=["tiny", "generated"])
def stored_page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Parsed, Stored]:
    """The page taken apart, and the stored tables by name: rows of texts, columns without their units."""
    plan = plan_of(request.param)
    folder = write_result(plan, tmp_path_factory.mktemp("numbers") / "result")

    def stored(table: str) -> list[dict[str, str]]:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        return [dict(zip([name.split(" [")[0] for name in head], row, strict=True)) for row in rows]

    return Parsed(render(plan_page(plan))), stored


def number(text: str) -> float:
    return float(text) if text else math.nan


def rows_of(grid: Grid) -> list[dict[str, str]]:
    """Rows of a table of the page: full numbers as texts, other cells as they read."""
    names = [head.text.split(" [")[0].strip() for head in grid.heads]
    return [
        {name: cell.attributes.get("data-v", cell.text.strip()) for name, cell in zip(names, row, strict=True)}
        for row in grid.rows
    ]


def by_key(rows: Iterable[Row], key: tuple[str, ...], *columns: str) -> dict[tuple[str, ...], tuple[float, ...]]:
    """Sums of the columns over rows of equal key; NaN where there is one."""
    found: dict[tuple[str, ...], tuple[float, ...]] = {}
    for row in rows:
        index = tuple(row[name] for name in key)
        amounts = tuple(number(row[name]) for name in columns)
        before = found.get(index)
        found[index] = amounts if before is None else tuple(a + b for a, b in zip(before, amounts, strict=True))
    return found


def alike(
    found: Mapping[tuple[str, ...], tuple[float, ...]], told: Mapping[tuple[str, ...], tuple[float, ...]]
) -> None:
    """Both hold the same keys and, to rounding of a sum, the same numbers."""
    assert found.keys() == told.keys()
    for key, amounts in found.items():
        assert amounts == pytest.approx(told[key], rel=1e-12, abs=1e-9, nan_ok=True), key


SAME: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "load": ("lines", ("line", "period"), ("hours", "downtime", "treatment", "setup", "free", "load")),
    "balance": ("mass_balance", ("element",), ("initial", "received", "added", "products", "wastes", "loss", "stock")),
    "routes": ("routes", ("stream", "form", "stage", "technology"), ("mass", "share")),
    "figures": ("figures", ("table", "key", "column"), ("value", "effect")),
    "rests_on": ("rests_on", ("status",), ("sales",)),
}  # fmt: skip
"""Part -> table whose rows it shows all, its key, and columns that must be the same."""


@pytest.mark.parametrize("part", SAME)
def test_tables_shown_whole(stored_page: tuple[Parsed, Stored], part: str) -> None:
    page, stored = stored_page
    table, key, columns = SAME[part]
    shown = rows_of(page.tables[part])
    told = by_key(stored(table), key, *columns)
    found = by_key(shown, key, *columns)
    if part == "rests_on":
        told = {index: amounts for index, amounts in told.items() if index in found or amounts != (0.0,)}
    assert found
    alike(found, told)


def test_value_and_its_sum(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    told = {key: amounts for key, amounts in by_key(stored("value"), ("term",), "amount").items() if amounts != (0.0,)}
    grid = page.tables["value"]
    alike(by_key(rows_of(grid), ("term",), "amount"), told)
    total = next(cell.number for cell in grid.foot if cell.number is not None)
    assert total == pytest.approx(sum(amount for (amount,) in told.values()), rel=1e-12)
    facts = [known["data-v"] for tag, known in page.elements if tag == "dd" and "data-v" in known]
    assert total == pytest.approx(float(facts[0]), rel=1e-9)


def test_value_by_stream(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    told = sum(number(row["amount"]) for row in stored("value_by_stream"))
    assert told == pytest.approx(sum(number(row["amount"]) for row in stored("value")), rel=1e-9)
    sums = [cell.number for cell in page.tables["stream_value"].foot if cell.number is not None]
    assert any(amount == pytest.approx(told, rel=1e-9) for amount in sums)


def test_every_hazard_by_period(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    if "hazards" not in page.tables:
        assert stored("hazards") == []
        return
    key, columns = ("hazard", "basis", "place", "period"), ("amount", "limit", "share")
    told = by_key(stored("hazards"), key, *columns)
    found = by_key(rows_of(page.tables["hazards"]), key, *columns)
    assert found.keys() <= told.keys()
    alike(found, {index: told[index] for index in found})
    for index in told.keys() - found.keys():
        assert told[index][0] <= LEAST


def test_stock_by_area(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    key = ("area", "storage_class", "period")
    told = by_key(stored("storage"), key, "mass")
    found = by_key(rows_of(page.tables["stock"]), key, "mass")
    alike(found, {index: told[index] for index in found})
    assert sum(mass for (mass,) in found.values()) == pytest.approx(sum(mass for (mass,) in told.values()), abs=1e-9)


def test_products_over_the_horizon_and_by_period(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    told = by_key(stored("products"), ("product", "grade"), "made", "sold", "revenue")
    told = {key: amounts for key, amounts in told.items() if max(amounts[:2]) > LEAST}
    found = by_key(rows_of(page.tables["products"]), ("product", "grade"), "made", "sold", "revenue")
    alike({key: found[key] for key in told}, told)
    key, columns = ("product", "grade", "period"), ("made", "sold", "kept", "short", "assay", "revenue")
    every = by_key(stored("products"), key, *columns)
    shown = by_key(rows_of(page.tables["sales_periods"]), key, *columns)
    alike(shown, {index: every[index] for index in shown})
    revenue = sum(amounts[-1] for amounts in shown.values())
    assert revenue == pytest.approx(sum(amounts[-1] for amounts in every.values()), rel=1e-9)


def test_purity_by_period(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    key, columns = ("product", "grade", "item", "sense", "period"), ("limit", "achieved", "made")
    told = {index: amounts for index, amounts in by_key(stored("purity"), key, *columns).items() if amounts[2] > LEAST}
    if not told:
        assert "purity_periods" not in page.tables
        return
    alike(by_key(rows_of(page.tables["purity_periods"]), key, *columns), told)
    worst = {
        tuple(row[name] for name in key[:4]): number(row["achieved"]) for row in rows_of(page.tables["purity"])
    }  # fmt: skip
    for index, achieved in worst.items():
        every = [amounts[1] for found, amounts in told.items() if found[:4] == index]
        assert achieved == (max(every) if index[3] == "max" else min(every))


def test_calendar(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    key, columns = ("line", "period", "position"), ("start", "end", "setup", "hours", "treated")
    told = by_key(stored("calendar"), key, *columns)
    shown = [row for row in rows_of(page.tables["calendar"]) if row["kind"] != "idle"]
    alike(by_key(shown, key, *columns), told)


def test_binding(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    told = {number(row["value"]) for row in stored("binding")}
    shown = rows_of(page.tables["binding"]) if "binding" in page.tables else []
    assert {number(row["value"]) for row in shown} <= told


def test_material_flow(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    rows, told = rows_of(page.tables["flow"]), stored("flows")
    streams = {row["source"] for row in told if row["source_kind"] == "stream"}
    alike(by_key(rows, ("item",), "amount"), by_key(told, ("item",), "amount"))
    of_streams = [row for row in told if row["source_kind"] == "stream"]
    alike(
        by_key([row for row in rows if row["source"] in streams], ("source", "target", "item"), "amount"),
        by_key(of_streams, ("source", "target", "item"), "amount"),
    )
    balance = {row["element"]: row for row in stored("mass_balance")}["total"]
    received = by_key(of_streams, ("item",), "amount")["mass",][0]
    assert received == pytest.approx(number(balance["received"]), rel=1e-9)


def test_wastes(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    told = sum(number(row[name]) for name in ("discard", "dispose") for row in stored(name))
    shown = rows_of(page.tables["wastes"]) if "wastes" in page.tables else []
    assert sum(number(row["mass"]) for row in shown) == pytest.approx(told, abs=1e-6)


def test_arrivals(stored_page: tuple[Parsed, Stored]) -> None:
    page, stored = stored_page
    told = by_key(stored("receive"), ("stream", "period"), "receive")
    shown = by_key(rows_of(page.tables["arrivals"]), ("stream", "period"), "accepted")
    alike(shown, {key: told.get(key, (0.0,)) for key in shown})
    assert sum(mass for (mass,) in shown.values()) == pytest.approx(sum(mass for (mass,) in told.values()), rel=1e-9)


def test_every_part_has_its_table_or_its_sentence(stored_page: tuple[Parsed, Stored]) -> None:
    page, _ = stored_page
    parts = [name.removeprefix("part-") for name in page.ids if name.startswith("part-")]
    assert len(parts) >= 20
    for part in parts:
        grid = page.tables.get(part)
        assert grid is None or grid.rows
        assert grid is not None or part not in page.data, f"{part}: a chart without rows"
        assert page.texts[f"part-{part}"].strip()
    assert page.wrong == []


def test_sums_shown_are_sums_of_the_rows(stored_page: tuple[Parsed, Stored]) -> None:
    page, _ = stored_page
    counted = 0
    for part, grid in page.tables.items():
        for place, cell in enumerate(grid.foot):
            if cell.number is not None:
                column = [row[place].number for row in grid.rows]
                assert cell.number == pytest.approx(
                    math.fsum(n for n in column if n is not None), rel=1e-9, abs=1e-9
                ), part
                counted += 1
    assert counted >= 5

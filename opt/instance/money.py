"""Prices of the reference library in the instance's currency."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from opt.instance.merge import Merged, Row
from opt.instance.settings import Settings
from opt.instance.view import problem_at
from opt.library.load import CURRENCY as LIBRARY_CURRENCY
from opt.schema import LIBRARY
from opt.schema.words import OFFSPEC
from opt.tables import Problem
from opt.tables.frames import records

SETTINGS_FILE = "instance.toml"
CURRENCY = re.compile(r"[A-Z]{3}")


def rate(settings: Settings, currency: str) -> float | None:
    """Instance currency per unit of ``currency``; None where no rate is given."""
    if currency == settings.currency:
        return 1.0
    given = settings.exchange_rates.get(currency)
    return given.rate if given else None


def no_rate(settings: Settings, currency: str, wanted: str) -> Problem:
    """The complaint about a price in a currency that has no exchange rate."""
    return Problem(
        f"{wanted} is in {currency}, the instance counts in {settings.currency}, and there is no exchange rate",
        f"add [exchange_rates.{currency}] with rate ({settings.currency} per {currency}) and date",
        SETTINGS_FILE,
        "",
        0,
        "exchange_rates",
        currency,
    )


def in_currency(
    settings: Settings, library: Mapping[str, pd.DataFrame]
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The library with its money columns in the instance's currency."""
    factor = rate(settings, LIBRARY_CURRENCY)
    tables = dict(library)
    if factor == 1.0:
        return tables, []
    needed = False
    for name, frame in library.items():
        columns = [c.name for c in LIBRARY[name].columns if c.unit.startswith("currency")]
        if columns:
            tables[name] = frame.assign(**{column: frame[column] * (factor or math.nan) for column in columns})
            needed = needed or bool((frame[columns].fillna(0.0) != 0.0).any(axis=None))
    if needed and factor is None:
        return dict(library), [no_rate(settings, LIBRARY_CURRENCY, "the cost of technologies of the reference library")]
    return tables, []


def fill_prices(settings: Settings, tables: dict[str, Merged]) -> list[Problem]:
    """Fills blank prices from the reference price list, converted, and names those that cannot be told.

    After it, grades (but for 'offspec'), payables, outlets and the utilities that something uses have a price: their
    own, the list's, or (where table prices has one for every period) that of the first period. A grade sold by payables
    alone has the price 0. Changes ``tables``.
    """
    used, by_payables = _used_utilities(tables), _by_payables(tables)
    listed = {row["item"]: row for row in _rows(tables, "reference_prices")}
    dated = _dated(tables)

    def own_right(row: Row) -> bool:
        return row["grade"] != OFFSPEC and _grade(row) not in by_payables

    columns: list[tuple[str, str, Callable[[Row], str], Callable[[Row], bool]]] = [
        ("grades", "price", _grade, own_right),
        ("payables", "metal_price", lambda row: row["element"], lambda row: True),
        ("utilities", "price", lambda row: row["utility"], lambda row: row["utility"] in used),
        ("outlets", "cost", lambda row: row["outlet"], lambda row: True),
    ]
    problems: list[Problem] = []
    for name, column, item_of, needed in columns:
        values = list(tables[name].frame[column])
        for number, row in enumerate(_rows(tables, name)):
            if math.isnan(values[number]):
                item = item_of(row)
                values[number] = dated.get(item, _listed_price(settings, listed.get(item)))
                if math.isnan(values[number]) and needed(row):
                    problems += _missing(settings, tables[name], number, column, item, listed.get(item))
                elif math.isnan(values[number]) and item in by_payables:
                    values[number] = 0.0
        tables[name] = replace(tables[name], frame=tables[name].frame.assign(**{column: values}))
    return problems


def _grade(row: Row) -> str:
    return f"{row['product']}/{row['grade']}"


def _dated(tables: Mapping[str, Merged]) -> dict[str, float]:
    """The price in the first period of every item that has one in all periods."""
    periods = list(tables["periods"].frame["period"])
    prices = {(row["item"], row["period"]): row["price"] for row in _rows(tables, "prices")}
    items = {item for item, _ in prices}
    return {item: prices[item, periods[0]] for item in items if all((item, period) in prices for period in periods)}


def _listed_price(settings: Settings, listed: Row | None) -> float:
    """A price of the list in the instance's currency; NaN where it is not there or cannot be converted."""
    factor = rate(settings, listed["currency"]) if listed else None
    return listed["price"] * factor if listed and factor else math.nan


def _missing(
    settings: Settings, merged: Merged, number: int, column: str, item: str, listed: Row | None
) -> list[Problem]:
    """The complaint about a price that is not there, unless the cell or the listed currency has its own complaint."""
    place = merged.places[number]
    if place.parsed is not None and (place.index, column) in place.parsed.bad:
        return []
    if listed is not None and not CURRENCY.fullmatch(listed["currency"]):
        return []
    if listed is not None:
        return [no_rate(settings, listed["currency"], f"the reference price of {item}")]
    table = place.parsed.table.name if place.parsed else place.file.removeprefix("library/").removesuffix(".csv")
    rule = f"there is no price for '{item}', nor a reference price"
    remedy = f"fill in {column}, or add '{item}' to table reference_prices with its currency and date"
    return [problem_at(place, table, column, rule, remedy)]


def _rows(tables: Mapping[str, Merged], name: str) -> list[Row]:
    return records(tables[name].frame)


def _by_payables(tables: Mapping[str, Merged]) -> set[str]:
    return {f"{row['product']}/{row['grade']}" for row in _rows(tables, "payables")}


def _used_utilities(tables: Mapping[str, Merged]) -> set[str]:
    """Utilities of the technologies that a line offers or that need no line."""
    offered = set(tables["line_technologies"].frame["technology"])
    free = {row["technology"] for row in _rows(tables, "technologies") if not row["needs_line"]}
    return {row["utility"] for row in _rows(tables, "uses") if row["technology"] in offered | free}

"""The reference page of tables, written from the schema (instances/README.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opt.instance.settings import ExchangeRate, Settings, SolveDefaults
from opt.schema import INSTANCE, LIBRARY
from opt.schema.declare import Column, Default, Table
from opt.tables.cells import show

INTRODUCTION = """\
# Instances

An instance is what a planner knows about one recycler: streams, lines, storage, market, limits. It is a folder of CSV
files with an `instance.toml`, or one `.xlsx` workbook with the same tables as sheets and the settings in a sheet
`instance`. This page is written from the schema (`opt/schema/`): `relith` reads, checks and writes by the same words.

## How an instance is made

1. `relith new my_plant` (or `relith new my_plant --xlsx` for a workbook with explanations and drop-downs) writes a
   small plant that can be solved. Replace its rows by your own.
2. `relith validate my_plant` names every problem at once: file, table, row, column, value, rule, remedy.
3. `relith solve my_plant`.

`relith convert` turns a folder into a workbook and back; nothing is lost on the way. What if something were different?
See `STUDIES.md`.

Three instances stand here: `tiny`, whose optimum was found by hand, `plant`, one site with 24 streams over 12 weeks,
and `small`, a generated one. `relith new FOLDER --streams 24 --weeks 12 --seed 3` invents a recycler of any size from
1 x 1 to 200 x 52 and more: the same size and seed give the same tables everywhere, and every one of them has a plan.
The sizes that measurements speak of are small (8 streams x 8 weeks), plant (24 x 12), large (60 x 26) and huge
(200 x 52).

Six tables are enough:
{minimal}.
Every other table is absent until it is needed, and each says below what its absence means. Where every stream names a
cell type of the library, composition may be absent too. Tables of the library (second half of this page) may stand
beside them: their rows override the shipped library by key, where an empty cell keeps the library's value, or extend
it.

## Units

A header may carry a unit in square brackets: `price [USD/kg]`, `rate [kg/h]`, `limit [ppm]`. It is converted on
reading. Without brackets the unit below holds. `currency` stands for the currency of `instance.toml`; money in another
currency needs a dated rate in `[exchange_rates]`. `item` stands for the unit of the row's utility (a tonne for a
product), `hazard` for the unit of the row's hazard. `ton` is refused: write `t` or `short_ton`.

## Cells

- An empty cell takes the default; where there is none, it is an error.
- Names are text: `007` stays, `NA` is a name, `101` and `101.0` are the same name. No name holds a `|`, which joins the
  names of a list.
- Numbers have a decimal point, or a decimal comma in a file separated by `;`. `1,234` is refused, being either.
- Dates are written YYYY-MM-DD.
- A sheet, file or column whose name starts with `#` is a note. Blank rows are passed over.
- A table marked *wide* may have one column per period instead of the columns `period` and its value.
- The order of rows means nothing, except in `periods`.
"""
LIBRARY_INTRODUCTION = """\
## Tables of the library

They ship with the package and are looked up by `relith library`. Put a table of the same name into an instance to
override or extend its rows. Every row has `source` (where the figure comes from) and `status` (published, computed,
estimate, unchecked; planner where the instance gave it).
"""


def reference_page() -> str:
    """The page as Markdown: how an instance is made, units, cells, then settings and every table of the schema."""
    minimal = ", ".join(f"`{table.name}`" for table in INSTANCE.values() if table.required)
    parts = [
        INTRODUCTION.replace("{minimal}", minimal),
        _settings(),
        "## Tables of an instance\n",
        *map(_table, INSTANCE.values()),
        LIBRARY_INTRODUCTION,
        *map(_table, LIBRARY.values()),
    ]
    return "\n".join(parts)


def _settings() -> str:
    """instance.toml as a table of keys."""
    rows = []
    for prefix, model in (("", Settings), ("solve.", SolveDefaults), ("exchange_rates.<currency>.", ExchangeRate)):
        for name, field in model.model_fields.items():
            if name not in ("solve", "exchange_rates"):
                default = "**required**" if field.is_required() else _shown(field.default)
                rows.append((f"`{prefix}{name}`", field.description or "", default))
    text = 'Numbers may carry a unit as text: `carbon_price = "70 EUR/t"`, `trace_threshold = "1 wt%"`.\n'
    return "## instance.toml\n\n" + _markdown(("setting", "meaning", "default"), rows) + "\n" + text


def _shown(default: Any) -> str:
    return "" if default is None or default == "" else f"`{show(default)}`"


def _table(table: Table) -> str:
    """One table: what it is for, then its columns; key columns are bold."""
    marks = [word for word, holds in (("required", table.required), ("wide", bool(table.wide))) if holds]
    heading = f"### {table.name}" + (f" ({', '.join(marks)})" if marks else "")
    columns = [column for column in table.columns if table.room != "library" or column.name not in ("source", "status")]
    rows = [
        (f"**`{c.name}`**" if c.name in table.key else f"`{c.name}`", c.unit, _meaning(c), _default(c)) for c in columns
    ]
    return f"{heading}\n\n{table.meaning}\n\n" + _markdown(("column", "unit", "meaning", "empty cell"), rows)


def _meaning(column: Column) -> str:
    bounds = [
        f"more than {column.above:g}" if column.above is not None else "",
        f"at least {column.lower:g}" if column.lower is not None else "",
        f"at most {column.upper:g}" if column.upper is not None else "",
    ]
    extra = [bound for bound in bounds if bound]
    if column.choices and not all(choice in column.meaning for choice in column.choices):
        extra.append("one of " + ", ".join(f"`{choice}`" for choice in column.choices))
    if column.refs:
        extra.append("names " + " or ".join(f"`{target}`" for target in column.refs))
    return "; ".join([column.meaning, *extra])


def _default(column: Column) -> str:
    if column.required:
        return "error"
    if column.default is Default.EMPTY or column.default in ("", ()):
        return ""
    return f"`{str(column.default).lower() if column.kind == 'flag' else show(column.default)}`"


def _markdown(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"

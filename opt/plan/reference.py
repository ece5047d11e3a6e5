"""The reference page of results, written from the schema (results/README.md)."""

from __future__ import annotations

from opt.plan.store import FORMAT
from opt.schema import DERIVED, STRUCTURE, VARIABLES, Column, Default, Table
from opt.tolerances import FEASIBILITY, FEASIBILITY_FLOOR, FEASIBILITY_ZERO, OBJECTIVE

INTRODUCTION = """\
# Results

`relith solve INSTANCE` writes one folder a plan, `results/<instance>/<scenario>/` unless `--out` says otherwise:

| file | what it holds |
| --- | --- |
| `summary.json` | how the run went |
| `<variable>.csv` | one table per variable of the plan |
| `fractions.csv`, `operations.csv`, `operation_outputs.csv` | the network the plan was made in |
| the derived tables | what follows from the variables: calendar, routes, purity, value ... |
| `input/` | the resolved instance: the planner's tables and every library row the plan was made from |

`relith show` prints a result, `relith check` computes it again (it needs nothing but the folder) and certifies it or
says where it fails. This page is written from the schema (`opt/schema/`), by which results are written and read.

## Replacing a result

A new result is completed beside the old one under the name `.<name>.<process>.new` and then exchanged with it in one
step. Killed at any moment, a run leaves the old result or the new one; what else it leaves is removed by the next
write. A folder that holds something else than a result is not touched. Files that relith did not write are carried
over.

## Files

- UTF-8, comma, one header; units in square brackets. Numbers are written so that reading gives the same number again.
- `|` joins the items of a list. An empty cell of a number means: there is none.
- Tables of variables are dense: each index that exists has a row, also where the value is 0. A missing row, a row twice
  and a cell without a number are violations.
- `currency` stands for the currency of the instance, `hazard` for the unit of the row's hazard, `item` for the unit of
  the row's limit.
- Same input, same options and a run that ended by its gap: the same files, except `seconds` in the summary.

## summary.json

| key | meaning |
| --- | --- |
| `instance`, `scenario` | what was solved |
| `status` | `gap_reached`, `time_limit`, `interrupted`, `infeasible` or `no_plan` |
| `objective` | recovered value of the plan (currency); null without a plan |
| `bound` | no plan is worth more than this (currency) |
| `gap` | (bound - objective) relative to the value without constants or with them, whichever is larger |
| `seconds` | seconds of solving |
| `certified`, `worst_violation` | what the checker said; the worst violation relative to its limit |
| `rests_on` | what the plan rests on: `gross_sales`; `estimated_sales` and their `share`, which touch at least one \
estimate or unchecked figure; `sales_by_status` of the weakest figure touched; `figures`: the ten by which 1 % changes \
the value most (tables `figures` and `rests_on` below) |
| `input_sha256` | fingerprint of the instance |
| `versions` | versions of relith and of what it stands on |
| `format`, `tables` | version of the stored form ({format}) and the tables that are stored |
| `digests` | SHA-256 of the files, of this summary and of the code that wrote them: where one of them changed, \
`relith report` computes the plan anew |

Further keys tell more of the run.

## Certified

The checker knows neither the model nor the network. From the stored instance it follows each route through the splits,
works out compositions, yields, hazards and prices anew, judges whether each used operation is admissible, and evaluates
every row of every constraint family and every term of the value. A violation counts relative to the limit as used in
that row, which counts at least {floor:g} of its unit; where the limit is zero, {zero:g} of the unit is allowed. A plan
is certified when the worst violation is at most {feasibility:g} and the objective agrees to {objective:g}.
"""


def result_page() -> str:
    """The page as Markdown: what a result holds, its summary, what certified means, then every table of the schema."""
    introduction = (
        INTRODUCTION.replace("{format}", str(FORMAT))
        .replace("{floor:g}", f"{FEASIBILITY_FLOOR:g}")
        .replace("{zero:g}", f"{FEASIBILITY_ZERO:g}")
        .replace("{feasibility:g}", f"{FEASIBILITY:g}")
        .replace("{objective:g}", f"{OBJECTIVE:g}")
    )
    parts = [introduction]
    for heading, tables in (("Variables", VARIABLES), ("The network", STRUCTURE), ("Derived tables", DERIVED)):
        parts += [f"## {heading}\n", *map(_table, tables.values())]
    return "\n".join(parts)


def _table(table: Table) -> str:
    """One table: what it is for, then its columns; key columns are bold."""
    lines = ["| column | unit | meaning |", "| --- | --- | --- |", *(_row(table, column) for column in table.columns)]
    meaning = table.meaning[0].upper() + table.meaning[1:].rstrip(".")
    return f"### {table.name}\n\n{meaning}.\n\n" + "\n".join(lines) + "\n"


def _row(table: Table, column: Column) -> str:
    name = f"**`{column.name}`**" if column.name in table.key else f"`{column.name}`"
    may_be_empty = column.default is Default.EMPTY and "empty" not in column.meaning
    meaning = column.meaning + ("; may be empty" if may_be_empty else "")
    if column.choices and not all(choice in meaning for choice in column.choices):
        meaning += "; one of " + ", ".join(column.choices)
    return f"| {name} | {column.unit} | {meaning.replace('|', chr(92) + '|')} |"

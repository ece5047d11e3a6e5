"""The reference page of studies and edits, written from their models and the schema (instances/STUDIES.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from opt.schema import INPUT
from opt.study.edits.check import COMPANIONS, SHARES
from opt.study.edits.over_time import SPLIT
from opt.study.edits.setting import COLUMNS
from opt.study.edits.tabled import TabledEdit
from opt.study.study import Axis, Freeze, Lever, Options, ScenarioEntry, Study, Sweep, Tornado
from opt.tables.cells import show

INTRODUCTION = """\
# Studies

A study asks questions about one instance: what changes, and what that is worth. Each question is a scenario, a list of
edits; the instance itself is never touched. This page is written from the code (`opt/study/`): `relith` reads and
checks by the same words.

```
relith whatif INSTANCE --edit 'grades[product=Li2CO3].price *= 0.67'    one question; several --edit make one scenario
relith whatif INSTANCE STUDY.toml                                       a file of them
```

## Edits

```
TABLE[column=value, column!=value].COLUMN OP VALUE @ PERIODS         OP is  =  *=  /=  +=  -=
insert TABLE{column=value, column=value} @ PERIODS
delete TABLE[column=value] @ PERIODS
normalise TABLE[column=value]
```

| edit | what it does |
| --- | --- |
| `grades[product=Li2CO3].price *= 0.67` | every grade of lithium carbonate a third cheaper, in all periods |
| `lines.hours *= 0.5` | every line half its hours; stops shrink with them |
| `lines[line=autoclave].hours = 0 @ 5,6` | the autoclave stands still in periods 5 and 6 |
| `hazard_limits[hazard=H2S].limit /= 2 @ 5..8` | half the limit from period 5 to 8, the others as they are |
| `grades[product=LiOH, grade!=technical].price = 20 USD/kg` | a value with a unit, converted as in headers |
| `areas[capacity!=''].capacity += 10` | `''` is the empty cell: ten tonnes more where there is a limit |
| `outlets[outlet=landfill].limit = ''` | empties a cell: no limit |
| `lines[line=kiln].capabilities += inert` | a list: `+=` adds a name, `-=` takes one out, `= a\\|b` replaces it |
| `prices[item=Li2CO3/*].price *= 0.9` | a pattern: `*` any signs, `?` one sign |
| `hazard_factors[constituent="*"].factor *= 2` | in quotes they are signs like any other |
| `insert arrivals{stream=S01, mass=40} @ 5` | a further row (for each period) |
| `delete routing[stream=S10]` | rows taken out |
| `delete hazard_limits[hazard=SO2] @ 3` | no limit in period 3: the row for all becomes rows for the others |
| `composition[stream=S03, constituent=copper_foil].fraction = 0` | with the next one: cells without copper foil |
| `normalise composition[stream=S03]` | scales the shares until they sum to 1 |
| `settings.carbon_price = 100 EUR/t` | a setting |

- **Rows.** Conditions stand in square brackets and must all hold; without them all rows are meant. `a|b` are
  alternatives. A list meets a name that it holds. An edit that selects nothing is an error.
- **Names.** A name with a blank, a comma, a bracket or a brace stands in "double" or 'single' quotes; a backslash
  before a sign takes it as it is.
- **Values.** A number is in the unit of the column (`instances/README.md`) or brings its own. A factor is a number or
  `67 %`. Arithmetic is that of the decimal numbers as they are written: `*= 0.67` and then `/= 0.67` gives back what
  was there.
- **Keys** cannot be changed: delete the row and insert another.
- **Order.** Each edit looks at the tables as the edits before it left them. Rules are looked at once, at the end: of
  two edits of a composition the second may mend the sum.
- **Library.** Rows of the library are edited like the planner's own; their source becomes the edit, their status
  `planner`. Where a row of the library is deleted, the instance of the scenario has no library behind it any more.
"""
COMPOSED = """\
`base` puts the changes of other scenarios before the scenario's own, in the order in which they are named, and each
once, however often it is reached. Tables under `with` are laid over the instance before all edits.
A sweep makes one scenario a value, a grid one for every combination (the last axis fastest), a tornado two a lever.
Their names are made of the sweep's name and the values (`lithium_0.8`, `grid_price-0.8_hours-1.2`), of the tornado's,
the lever's and the side (`figures_lithium_low`). Names are letters, digits, `-`, `_`, `.` and `+`; `base` is the
instance as it stands.
"""
PERIODS = """\
## Periods

`@ 5`, `@ 5,6`, `@ 5..8` name periods; without them an edit holds in all. By period may be edited:

{table}
Anything else is the same in all periods, and naming some is an error. Without periods, an edit of one of these columns
holds for what their table says of single periods, too. The hours of a line in a period are those that are left after
downtime: `= 0` stands still, `+= 24 h` is overtime (negative downtime).

Shares that can be normalised: {shares}. Rows that the conditions leave out keep theirs.
"""
EXAMPLE = """\
## A study file

```toml
name = "prices"
about = "What lithium is worth to this plant"

[options]
gap = 0.01

[[scenario]]
name = "lithium_down"
about = "Lithium carbonate a third cheaper"
edits = ["grades[product=Li2CO3].price *= 0.67"]
source = "planner's question"
status = "planner"

[[scenario]]
name = "lithium_down_autoclave_off"
base = ["lithium_down"]
edits = [
    "lines[line=autoclave].hours = 0 @ 5,6",
    { table = "demand", where = { product = "Li2CO3" }, multiply = { contract = 0.5 } },
]

[[sweep]]
name = "lithium"
edit = "grades[product=Li2CO3].price *= {}"
values = [0.6, 0.8, 1.2]

[[sweep]]
name = "grid"
axes = [
    { name = "price", edit = "grades.price *= {}", values = [0.8, 1.2] },
    { name = "hours", edit = "lines.hours *= {}", values = [0.8, 1.2] },
]

[[tornado]]
name = "figures"
levers = [
    { name = "lithium", edit = "grades[product=Li2CO3].price *= {}", low = 0.7, high = 1.3 },
    { name = "hours", edit = "lines.hours *= {}" },
]
```

Its JSON schema is `opt.study.study_schema()`. Unknown keys are errors.
"""
SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("the file", Study),
    ("[options]", Options),
    ("[options.freeze]", Freeze),
    ("[[scenario]]", ScenarioEntry),
    ("[[sweep]]", Sweep),
    ("[[sweep]] axes", Axis),
    ("[[tornado]]", Tornado),
    ("[[tornado]] levers", Lever),
    ("an edit as a table", TabledEdit),
)


EXPLAIN = """\
## When there is no plan

`relith explain INSTANCE` looks for the cheapest way out: every limit may give way at a price, and the least sum of
prices is found. It names what has to give way, where, when and by how much, as edits that can be made, and a set of
limits that cannot all hold. A price is that of one unit: the figure in USD and, with the factor, the instance's own
price. They are judgements; `--weights FILE.toml` takes others (`hours = 200`, `delivery = "never"`).

{weights}
"""


def study_page() -> str:
    """The page as Markdown: the grammar of edits, what may change by period, every key of a study file, and what limits
    cost that give way."""
    from opt.study.explain.weights_file import weights_page

    parts = [INTRODUCTION, _by_period(), _settings(), EXAMPLE, COMPOSED, *(_keys(*section) for section in SECTIONS)]
    return "\n".join([*parts, EXPLAIN.replace("{weights}", weights_page().rstrip())])


def _by_period() -> str:
    """Which tables and columns take '@ periods', and what it means there."""
    rows = [(f"`{name}`", _meaning(name)) for name, table in INPUT.items() if "period" in table.key]
    rows += [
        (f"`{table}.{column}`", f"rows of `{companion}` for these periods") for (table, column), companion in
        COMPANIONS.items()
    ]  # fmt: skip
    table = _markdown(("table or column", "what the edit changes"), rows)
    return PERIODS.replace("{table}", table).replace("{shares}", " and ".join(f"`{name}`" for name in SHARES))


def _meaning(name: str) -> str:
    if name == "demand":
        return (
            "its rows for these periods; a row `each` is split: rows for them stand beside it. `all` is a limit over "
            "the horizon and has no periods"
        )
    if name in SPLIT:
        return f"its rows for these periods; a row `{SPLIT[name]}` is split: rows for them stand beside it"
    return "its rows for these periods"


def _settings() -> str:
    rows = [(f"`settings.{name}`", column.meaning) for name, column in COLUMNS.items()]
    return "## Settings\n\n" + _markdown(("setting", "meaning"), rows)


def _keys(title: str, model: type[BaseModel]) -> str:
    """One kind of table of a study file: its keys."""
    rows = [
        (f"`{field.alias or name}`", field.description or "", "**required**" if field.is_required() else
         _shown(field.get_default(call_default_factory=True)))
        for name, field in model.model_fields.items()
    ]  # fmt: skip
    about = " ".join((model.__doc__ or "").split())
    return f"### {title}\n\n{about}\n\n" + _markdown(("key", "meaning", "default"), rows)


def _shown(default: Any) -> str:
    empty = default is None or default == "" or default in ((), [], {}) or isinstance(default, BaseModel)
    return "" if empty else f"`{str(default).lower() if isinstance(default, bool) else show(default)}`"


def _markdown(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

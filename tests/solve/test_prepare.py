"""What an instance shares with another is used again, and gives the same arrays as building it anew."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from opt.instance import Instance
from opt.instance.generate import generated
from opt.network import build_network
from opt.schema import INPUT
from opt.solve.arrays import Arrays
from opt.solve.prepare import SHAPING, prepare, prepared
from opt.study.edits import apply, parse_edit

MONEY = (
    "grades.price *= 1.3",
    "settings.carbon_price = 210",
    "streams.gate_fee -= 35",
    "lines.hour_cost *= 3",
    "lines.fixed_cost += 100",
    "setups.cost *= 2",
    "areas.cost += 1",
    "utilities.price *= 1.5",
    "utilities.emission_factor *= 2",
    "grades.keep_cost += 4",
)
OTHER = (
    "arrivals.mass *= 1.1",
    "lines.hours *= 0.9",
    "hazard_limits.limit *= 0.8",
    "setups.hours *= 2",
    "outlets.cost *= 2",
    "technologies.cost += 1",
)


@cache
def base() -> Instance:
    return generated(3, 3, 1)


def edited(text: str) -> Instance:
    return apply(base(), [parse_edit(text)])


def by_name(arrays: Arrays) -> dict[str, Any]:
    """Everything the arrays say, independent of the order of rows and columns."""
    entries = {}
    for number, column in enumerate(arrays.columns):
        for place in range(arrays.start[number], arrays.start[number + 1]):
            entries[column, arrays.rows[arrays.index[place]], arrays.row_lower[arrays.index[place]]] = arrays.value[
                place
            ]
    columns = {
        name: (arrays.lower[n], arrays.upper[n], bool(arrays.integer[n])) for n, name in enumerate(arrays.columns)
    }
    return {"entries": entries, "columns": columns}


def costs(arrays: Arrays) -> dict[Any, float]:
    return dict(zip(arrays.columns, arrays.cost.tolist(), strict=True))


@pytest.mark.parametrize("text", MONEY)
def test_money_alone_keeps_the_matrix(text: str) -> None:
    again, anew = prepare(edited(text), like=base()), prepare(edited(text))
    assert again.arrays.value is prepared(base()).arrays.value
    assert again.network is prepared(base()).network
    assert again.arrays.offset == pytest.approx(anew.arrays.offset, abs=1e-6)
    assert costs(again.arrays) == pytest.approx(costs(anew.arrays), abs=1e-6)
    assert by_name(again.arrays) == by_name(anew.arrays)
    changed = not np.allclose(again.arrays.cost, prepared(base()).arrays.cost)
    assert changed or again.arrays.offset != prepared(base()).arrays.offset


@pytest.mark.parametrize("text", OTHER)
def test_anything_else_is_built_anew(text: str) -> None:
    again, anew = prepare(edited(text), like=base()), prepare(edited(text))
    assert again.arrays.value is not prepared(base()).arrays.value
    assert by_name(again.arrays) == by_name(anew.arrays)
    assert costs(again.arrays) == costs(anew.arrays)


def test_a_network_is_shared_where_nothing_shapes_it() -> None:
    assert prepare(edited("hazard_limits.limit *= 0.8"), like=base()).network is prepared(base()).network
    assert prepare(edited("outlets.cost *= 2"), like=base()).network is not prepared(base()).network


def test_the_tables_that_shape_a_network_are_the_ones_it_reads() -> None:
    class Watched(dict[str, Any]):
        def __getitem__(self, name: str) -> Any:
            read.add(name)
            return super().__getitem__(name)

    read: set[str] = set()
    build_network(replace(base(), tables=Watched(base().tables)))
    assert read <= set(SHAPING) <= set(INPUT)

"""Results of pure functions are computed once an object, and go with it; equal questions are answered once."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path

from opt.instance import read
from opt.memory import Lately, collector_paused, remembered
from opt.schema import INPUT
from opt.tables import grid_of, parse_table

INSTANCES = Path(__file__).parents[1] / "instances"


@dataclass(frozen=True)
class Thing:
    number: int


def test_once_for_each_object_not_for_each_value() -> None:
    asked: list[Thing] = []

    @remembered
    def doubled(thing: Thing) -> int:
        asked.append(thing)
        return 2 * thing.number

    one, same = Thing(3), Thing(3)
    assert [doubled(one), doubled(one), doubled(same)] == [6, 6, 6]
    assert len(asked) == 2


def test_a_new_object_at_an_old_address_is_asked_anew() -> None:
    doubled = remembered(lambda thing: 2 * thing.number)
    assert [doubled(Thing(number)) for number in range(50)] == [2 * number for number in range(50)]


def test_collector_goes_on_afterwards() -> None:
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_equal_questions_are_answered_once_until_they_are_too_many() -> None:
    asked: list[int] = []
    known: Lately[int] = Lately(10)

    def doubled(number: int, weight: int) -> int:
        return known.answer(("doubled", number), weight, lambda: asked.append(number) or 2 * number)

    assert [doubled(1, 4), doubled(2, 4), doubled(1, 4)] == [2, 4, 2]
    assert asked == [1, 2]
    assert [doubled(3, 4), doubled(1, 4), doubled(2, 4)] == [6, 2, 4]  # 2 was asked for longest ago
    assert asked == [1, 2, 3, 2]
    assert [doubled(4, 11), doubled(4, 11)] == [8, 8]  # more than is kept at all
    assert asked == [1, 2, 3, 2, 4, 4]


def test_a_question_that_cannot_be_compared_is_answered_each_time() -> None:
    known: Lately[int] = Lately(10)
    assert [known.answer(("cell", {"a": 1}), 1, lambda: 5) for _ in range(2)] == [5, 5]


def test_equal_cells_of_different_kinds_are_different_tables() -> None:
    """1, 1.0 and True are equal in Python; as the name of a zone they are not."""

    def names() -> list[list[str]]:
        grids = [grid_of([{"zone": cell}], "zones") for cell in (1, "1", True)]
        return [parse_table(INPUT["zones"], grid).frame["zone"].tolist() for grid in grids]

    found, again = names(), names()
    assert found == again
    assert found[0] == ["1"] != found[2]


def test_what_is_done_to_one_instance_is_not_done_to_the_next() -> None:
    """Tables that were typed lately are shared; those of an instance are its own."""
    first = read(INSTANCES / "tiny")
    hours = first.tables["lines"]["hours"].tolist()
    for frames in (first.tables, first.own):
        frames["lines"].loc[:, "hours"] = 0.0
        del frames["streams"]["form"]
    second = read(INSTANCES / "tiny")
    assert second.tables["lines"]["hours"].tolist() == second.own["lines"]["hours"].tolist() == hours
    assert "form" in second.tables["streams"]
    assert "form" in second.own["streams"]

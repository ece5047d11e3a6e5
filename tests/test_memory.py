"""Results of pure functions are computed once an object, and go with it."""

from __future__ import annotations

import gc
from dataclasses import dataclass

from opt.memory import collector_paused, remembered


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

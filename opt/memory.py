"""What is kept in memory, and when Python looks through it."""

from __future__ import annotations

import functools
import gc
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class Lately(Generic[Result]):
    """Answers to the latest questions, equal ones answered once; those not asked for longest are forgotten as soon as
    the weights of all come to more than ``most``."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._known: OrderedDict[Hashable, tuple[Result, int]] = OrderedDict()
        self._weight = 0

    def answer(self, question: Hashable, weight: int, compute: Callable[[], Result]) -> Result:
        """The answer known, or computed now. A question that cannot be compared (a cell that holds a dictionary), or
        whose answer weighs more than all may, is answered each time."""
        if weight > self.most:
            return compute()
        try:
            known = self._known.get(question)
        except TypeError:
            return compute()
        if known is not None:
            self._known.move_to_end(question)
            return known[0]
        answer = compute()
        self._known[question] = answer, weight
        self._weight += weight
        while self._weight > self.most:
            self._weight -= self._known.popitem(last=False)[1][1]
        return answer


@contextmanager
def collector_paused() -> Iterator[None]:
    """Millions of small objects, none of them garbage: the collector would only look at them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def remembered(function: Callable[[Any], Result]) -> Callable[[Any], Result]:
    """The function, computed once for each object it is asked about (objects count by identity, not by equality)."""
    known: dict[int, Result] = {}

    @functools.wraps(function)
    def ask(subject: Any) -> Result:
        name = id(subject)
        if name not in known:
            known[name] = function(subject)
            weakref.finalize(subject, known.pop, name, None)
        return known[name]

    return ask

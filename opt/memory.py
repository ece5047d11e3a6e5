"""What is kept in memory, and when Python looks through it."""

from __future__ import annotations

import functools
import gc
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Result = TypeVar("Result")


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

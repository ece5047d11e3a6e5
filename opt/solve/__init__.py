"""Solving: HiGHS through arrays, relax-and-fix, fix-and-optimise, the bound beside them, polishing."""

from __future__ import annotations

from typing import Any

__all__ = ["Ending", "Goal", "Progress", "SolveError", "from_model", "solve", "write_mps"]
_HOMES = {
    "Ending": "race",
    "Goal": "gap",
    "Progress": "gap",
    "SolveError": "race",
    "from_model": "compile",
    "solve": "run",
    "write_mps": "highs",
}


def __getattr__(name: str) -> Any:
    """Import on first use: a worker process needs neither Pyomo nor pandas."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

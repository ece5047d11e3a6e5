"""relith: plans the recycling of all-solid-state lithium-metal batteries.

From Python::

    import opt

    instance = opt.read("instances/plant")
    plan = opt.solve(instance, gap=0.01)
    plan.derived["value"]          # a pandas DataFrame, like every table of a plan
    opt.check(plan).certified
    opt.what_if(instance, ["lines.hours *= 0.5"]).scenarios    # the plan beside the instance as it stands
    model = opt.build(instance)    # the Pyomo model, to be extended

Nothing is imported before it is used, so that the command answers quickly.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opt.planner import build, check, read, solve
    from opt.study.ask import what_if

__all__ = ["build", "check", "read", "solve", "what_if"]


class _Room(ModuleType):
    """A package that is also the function of its name: ``opt.solve(instance)`` beside ``from opt.solve import ...``."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        return getattr(import_module("opt.planner"), self.__name__.rpartition(".")[2])(*args, **options)


class _Package(ModuleType):
    """This package: finds its functions in opt.planner, and lets a package be called that shares a function's name."""

    def __getattr__(self, name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'opt' has no attribute '{name}'")
        if name in ("check", "solve"):
            return import_module(f"opt.{name}")
        if name == "what_if":
            return import_module("opt.study.ask").what_if
        return getattr(import_module("opt.planner"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("check", "solve") and isinstance(value, ModuleType):
            value.__class__ = _Room
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

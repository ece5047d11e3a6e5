"""The model: variables, constraint families, objective, in Pyomo."""

from __future__ import annotations

from opt.model.build import build
from opt.model.families import FAMILIES
from opt.model.value import TERMS

__all__ = ["FAMILIES", "TERMS", "build"]

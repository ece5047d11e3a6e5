"""The arrows between the rooms point one way, and the solver stays in its rooms."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "opt"
MAY_IMPORT = {
    "tolerances": set(),
    "memory": set(),
    "schema": {"tolerances"},
    "tables": {"tolerances", "memory", "schema"},
    "library": {"tolerances", "memory", "schema", "tables"},
    "instance": {"tolerances", "memory", "schema", "tables", "library"},
    "network": {"tolerances", "memory", "schema", "tables", "library", "instance"},
    "model": {"tolerances", "memory", "schema", "tables", "library", "instance", "network"},
    "plan": {"tolerances", "memory", "schema", "tables", "library", "instance"},
    "solve": {"tolerances", "memory", "schema", "tables", "library", "instance", "network", "model", "plan"},
    "check": {"tolerances", "memory", "schema", "tables", "library", "instance", "plan"},
    "report": {"tolerances", "memory", "schema", "tables", "library", "instance", "network", "plan"},
    "study": {
        "tolerances", "memory", "schema", "tables", "library", "instance", "network", "model", "plan", "solve", "check",
        "report", "planner",
    },
}  # fmt: skip
TOP = {"__init__", "__main__", "cli", "commands", "planner"}
SOLVER_ROOMS = {"model", "solve"}
SOLVERS = {"pyomo", "highspy"}
MODULES = sorted(ROOT.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """Dotted names of everything a module imports when it runs, at any depth of the code."""
    names: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_point_one_way(path: Path) -> None:
    room = room_of(path)
    if room in TOP:
        return
    assert room in MAY_IMPORT, f"{room} is no known room"
    rooms = {name.split(".")[1] for name in imports_of(path) if name.startswith("opt.")}
    assert rooms - {room} <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_solver_stays_in_its_rooms(path: Path) -> None:
    used = {name.split(".")[0] for name in imports_of(path)} & SOLVERS
    assert not used or room_of(path) in SOLVER_ROOMS


def test_every_family_has_model_and_checker() -> None:
    from opt.check import CHECKS
    from opt.model import FAMILIES

    assert set(FAMILIES) <= set(CHECKS)
    for family in FAMILIES:
        assert (ROOT / "model" / f"{family}.py").is_file()
        assert (ROOT / "check" / f"{family}.py").is_file()

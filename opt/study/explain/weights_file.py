"""Weights from a TOML file."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from opt.study.explain.weights import NEVER, WEIGHTS, Weight, complaint
from opt.tables.problems import InputError, Problem, of_os_error, suggest


def read_weights(path: str | Path) -> dict[str, float | Weight]:
    """Weights from a TOML file: ``hours = 200`` (currency per unit), ``delivery = "never"``, or a table with ``base``
    and ``multiple``. InputError with everything that is wrong."""
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError([of_os_error(error, str(path), "read")]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([Problem(f"it is no TOML: {error}", "mend the file", str(path))]) from error
    found: dict[str, float | Weight] = {}
    problems: list[Problem] = []
    for kind, value in content.items():
        if kind not in WEIGHTS:
            problems.append(complaint(kind, "", f"there is no weight '{kind}'", suggest(kind, WEIGHTS), str(path)))
        elif isinstance(value, dict):
            problems += _table(found, kind, value, str(path))
        elif value == "never":
            found[kind] = NEVER
        elif _is_number(value) and value > 0:
            found[kind] = float(value)
        else:
            rule = "a weight is a price above zero"
            problems.append(complaint(kind, f"{value}", rule, "write a number, 'never', or a table", str(path)))
    if problems:
        raise InputError(problems)
    return found


def _table(found: dict[str, float | Weight], kind: str, value: Mapping[str, Any], file: str) -> list[Problem]:
    """Takes in base and multiple of a kind."""
    parts = ("base", "multiple")
    problems = [
        complaint(f"{kind}.{name}", "", f"a weight has no '{name}'", suggest(name, parts), file)
        for name in value
        if name not in parts
    ]
    problems += [
        complaint(f"{kind}.{name}", f"{value[name]}", "it must be a number of zero or more", "write one", file)
        for name in parts
        if name in value and not (_is_number(value[name]) and value[name] >= 0)
    ]
    if not problems:
        base, multiple = (float(value.get(name, getattr(WEIGHTS[kind], name))) for name in parts)
        if base + multiple > 0:
            found[kind] = replace(WEIGHTS[kind], base=base, multiple=multiple)
        else:
            problems.append(complaint(kind, "", "base and multiple are both zero", "give it a price", file))
    return problems


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def weights_page() -> str:
    """The table of weights as people read it (Markdown)."""
    lines = [
        "| weight | for each | USD | times | of the instance's | because |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for kind, weight in WEIGHTS.items():
        own = f"`{weight.own}`" if weight.own else ""
        times = f"{weight.multiple:g}" if weight.multiple else ""
        lines.append(f"| `{kind}` | {weight.unit} | {weight.base:,.0f} | {times} | {own} | {weight.reason} |")
    return "\n".join(lines) + "\n"

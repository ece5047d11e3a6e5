"""The outcomes of a study on the terminal: what each scenario earns, then each sweep and tornado by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from rich.console import Group
from rich.text import Text

from opt.report.terminal.layout import WIDTH, amount, heading, money, note, stack, table
from opt.report.terminal.page import gap_words
from opt.study.run.result import HEAD, RESULTS
from opt.tables.frames import grouped, records

WITHIN = "within the gaps"
"""Said where a difference may be nothing but what the two gaps leave open."""

LEVER, SIDE = "lever", "side"
"""The coordinates of a tornado."""

Row = dict[str, Any]


def page(frame: pd.DataFrame, instance: str, currency: str, width: int = WIDTH) -> Group:
    """The page of a study, so many columns wide."""
    rows = records(frame)
    base = rows[0]
    parts: list[object] = [Text(f"{instance}: {_head(base, currency)}")]
    plain = [row for row in rows[1:] if not row["group"]]
    if plain:
        parts.append(_outcomes("What the scenarios earn", plain, currency))
    own = {column.name for column in (*HEAD, *RESULTS)}
    for (group,), members in grouped(frame, "group").items():
        if group:
            points = [name for name in frame.columns if name not in own and any(_given(row[name]) for row in members)]
            parts += _tornado(group, members, currency) if LEVER in points else _sweep(group, members, points, currency)
    parts += _remarks(rows[1:])
    return stack(*parts)


def _head(base: Row, currency: str) -> str:
    if math.isnan(base["value"]):
        return f"the base has no plan ({base['reason']}); differences are not known"
    proven = "nothing is proven" if math.isnan(base["bound"]) else f"at most {money(base['bound'])}"
    return f"the base earns {money(base['value'])} {currency}, {proven}; gap {gap_words(base['gap'])}"


def _outcomes(title: str, rows: Sequence[Row], currency: str) -> Group:
    """Names are long: what there is to note stands under Remarks, but that there is no plan."""
    cells = [(row["scenario"], *(_figures(row) if _given(row["value"]) else (_note(row), *[""] * 4))) for row in rows]
    return stack(heading(title), table(("scenario", *_columns(currency)), cells))


def _sweep(group: str, rows: Sequence[Row], points: Sequence[str], currency: str) -> list[object]:
    """A row a point, its coordinates in front."""
    cells = [(*(_coordinate(row[name]) for name in points), *_figures(row), _note(row)) for row in rows]
    return [heading(f"Sweep {group}"), table((*(f">{name}" for name in points), *_columns(currency), "note"), cells)]


def _tornado(group: str, rows: Sequence[Row], currency: str) -> list[object]:
    """A row a lever, the widest swing first; levers whose swing is not known come last."""
    levers: dict[str, list[Row]] = {}
    for row in rows:
        levers.setdefault(row[LEVER], []).append(row)
    ranked = sorted(levers.items(), key=lambda item: -_rank(item[1]))
    sides = list(dict.fromkeys(str(row[SIDE]) for row in rows))
    cells = []
    for lever, members in ranked:
        by_side = {str(row[SIDE]): row for row in members}
        effects = [_effect(by_side[side]) if side in by_side else "" for side in sides]
        cells.append((lever, *effects, _money(swing(members)), "; ".join(_lever_notes(by_side))))
    columns = ("lever", *(f">{side}" for side in sides), f">swing {currency}", "note")
    return [heading(f"Tornado {group}"), table(columns, cells)]


def swing(rows: Sequence[Row]) -> float:
    """How far the value moves between the sides of a lever, the base among them (currency); NaN where a side has no
    value."""
    differences = [0.0, *(row["difference"] for row in rows)]
    return math.nan if any(map(math.isnan, differences)) else max(differences) - min(differences)


def _rank(rows: Sequence[Row]) -> float:
    found = swing(rows)
    return -1.0 if math.isnan(found) else found


def _lever_notes(by_side: dict[str, Row]) -> Iterator[str]:
    notes = {side: _note(row) for side, row in by_side.items()}
    if len(set(notes.values())) == 1:
        yield from (text for text in list(notes.values())[:1] if text)
    else:
        yield from (f"{side}: {text}" for side, text in notes.items() if text)


def _columns(currency: str) -> tuple[str, ...]:
    return (f">{currency}", ">gap", ">difference", ">at least", ">at most")


def _figures(row: Row) -> tuple[str, ...]:
    gap = gap_words(row["gap"]) if _given(row["value"]) else ""
    return (_money(row["value"]), gap, _effect(row), _signed(row["least"]), _signed(row["most"]))


def _note(row: Row) -> str:
    """Why there is no value, or that the difference means nothing."""
    if math.isnan(row["value"]):
        return str(row["status"]).replace("_", " ")
    words = [] if row["certified"] else ["NOT CERTIFIED"]
    if not math.isnan(row["difference"]) and not row["distinguishable"]:
        words.append(WITHIN if row["certified"] else "not distinguishable")
    return "; ".join([*words, *(["ended by the time limit"] if row["status"] == "time_limit" else [])])


def _other_note(row: Row) -> str:
    """What there is to note of a plan besides that its difference may be noise, which brackets say."""
    return "" if not _given(row["value"]) else "; ".join(text for text in _note(row).split("; ") if text != WITHIN)


def _remarks(rows: Sequence[Row]) -> list[object]:
    """The reasons of scenarios without a certified plan, and what the marks mean."""
    told: list[object] = [note(f"{row['scenario']}: {row['reason']}") for row in rows if row["reason"]]
    told += [note(f"{row['scenario']}: {text}") for row in rows if not row["group"] and (text := _other_note(row))]
    if any(WITHIN in _note(row) for row in rows):
        told.append(note(f"in brackets, {WITHIN}: may be noise; only at least and at most are proven"))
    return [heading("Remarks"), *told] if told else []


def _effect(row: Row) -> str:
    """The difference; in brackets where it may be noise."""
    text = _signed(row["difference"])
    return text if row["distinguishable"] or not text else f"({text})"


def _signed(value: float) -> str:
    if math.isnan(value):
        return ""
    text = money(value)
    return text if text.startswith("-") or text == "0" else f"+{text}"


def _money(value: float) -> str:
    return "" if math.isnan(value) else money(value)


def _coordinate(value: object) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else amount(value)
    return str(value)


def _given(value: object) -> bool:
    return value != "" and value == value

"""From what people, air and stores may bear to what a site may release or hold: the figures of hazard_limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from opt.library.chemistry import molar_mass
from opt.library.load import load_library
from opt.tables import InputError, Problem
from opt.tables.problems import suggest

Tables = Mapping[str, pd.DataFrame]
Row = Mapping[str, Any]

MOLAR_VOLUME = 24.46540
"""Litres of a gas per mole at 25 C and 1 atm: 8.314462618 J/(mol K) x 298.15 K / 101325 Pa."""

SAFETY = 4.0
"""Times the air is renewed beyond perfect mixing (K of dilution ventilation; 3 to 10 are usual). 4 is at the same time
the quarter of the lower explosive limit that ventilation of flammable gas is designed for."""

EVAPORATED = 0.03
"""Share of the solvent handled that is lost to the air: the make-up of a pass (0.01 to 0.08), a planning estimate."""

COOLING_RESERVE = 1.25
"""Cooling power kept per heat expected; a planning estimate."""

SHIFT, SHORT, EXPLOSIVE = ("TWA",), ("STEL", "ceiling"), ("LEL",)
ORDER = {"processing": (SHIFT, SHORT, EXPLOSIVE), "concurrent": (SHORT, SHIFT, EXPLOSIVE)}
"""Kinds of limit by what they are looked up for: an average over a period is held against a shift's average, the sum of
hourly peaks against a short-term limit; where there is none of the kind, the next kind serves."""

STOCK = ("stock_lower", "stock_upper", "stock_group", "stock_area")
LITRES_PER_M3, MG_PER_KG, PPM, MJ_PER_KWH = 1e3, 1e6, 1e-6, 3.6


@dataclass(frozen=True)
class Permit:
    """What a site may release (per hour) or hold: ``limit`` in ``unit`` is the cell of hazard_limits.

    ``basis`` is that of hazard_limits, ``rests_on`` names the exposure limit, ``formula`` shows the arithmetic with its
    figures, ``source`` and ``status`` are those of the exposure limit.
    """

    hazard: str
    basis: str
    limit: float
    unit: str
    rests_on: str
    formula: str
    source: str
    status: str


def permitted_release(
    hazard: str,
    ventilation: float,
    *,
    basis: str = "processing",
    capture: float = 0.0,
    safety_factor: float = SAFETY,
    evaporated: float = EVAPORATED,
    substance: str = "",
    body: str = "",
    kind: str = "",
    tables: Tables | None = None,
) -> Permit:
    """What may be released per hour so that the air stays below an exposure limit.

    ``ventilation`` (m3/h) is the fresh air of the room, ``capture`` the share (kg/kg, below 1) that hood and scrubber
    keep from it, ``safety_factor`` the K of dilution ventilation (at least 1). For an explosive limit K is at least 4
    (25 % of LEL) and ``capture`` does not count: in the duct of a hood the gas is as explosive as in the room.
    ``substance``, ``body`` and ``kind`` narrow the limits of ``tables`` (default: the library); of those left the
    strictest counts, of the kind that suits the ``basis``. With kind='emission' the limit is that of the stack:
    ``ventilation`` is then its flow (Nm3/h), ``capture`` that of the scrubber. Where the hazard is counted by volume of
    liquid (solvent), ``evaporated`` (kg/kg) is the share that becomes vapour. Raises InputError where the figures do
    not fit or the limit is not known.
    """
    known = load_library() if tables is None else tables
    row = _strictest(known, hazard, _kinds(basis, kind), substance=substance, body=body)
    least = SAFETY if row["limit"] == "LEL" else 1.0
    _within("ventilation", ventilation, ventilation > 0, "above 0 m3/h")
    _within("capture", capture, 0 <= capture < 1, "from 0 up to, but not, 1")
    _within("safety factor", safety_factor, safety_factor >= least, f"at least {least:g}")
    _within("share that evaporates", evaporated, 0 < evaporated <= 1, "above 0, at most 1")
    concentration = in_air(row, known)
    kept = 0.0 if row["limit"] == "LEL" else capture
    # release [kg/h] = limit [mg/m3] x fresh air [m3/h] / 1e6 / (K x (1 - capture)): dilution ventilation at steady
    # state, Q = (G / C) K (A. Kumar, University of Toledo, Industrial Ventilation), G the share that is not captured
    release = concentration * ventilation / MG_PER_KG / (safety_factor * (1 - kept))
    formula = (
        f"{_shown(row, concentration)}; {concentration:.6g} mg/m3 x {ventilation:g} m3/h / 1e6 mg/kg / "
        f"({safety_factor:g} x (1 - {kept:g})) = {release:.6g} kg/h"
    )
    if row["density"] != row["density"]:
        return _permit(row, basis, release, "kg/h", formula)
    # handled [m3/h] = vapour [kg/h] / (density of the liquid [kg/m3] x share that evaporates)
    handled = release / (row["density"] * evaporated)
    formula += f"; / ({row['density']:g} kg/m3 x {evaporated:g}) = {handled:.6g} m3/h"
    return _permit(row, basis, handled, "m3/h", formula)


def permitted_heat(cooling: float, *, basis: str = "processing", safety_factor: float = COOLING_RESERVE) -> Permit:
    """What heat may be set free per hour with a ``cooling`` power (kW). Raises InputError where the figures do not
    fit."""
    _within("basis", basis, basis in ORDER, " or ".join(ORDER))
    _within("cooling", cooling, cooling > 0, "above 0 kW")
    _within("safety factor", safety_factor, safety_factor >= 1, "at least 1")
    # heat [MJ/h] = cooling power [kW] x 3.6 MJ/kWh / reserve: the balance of a steady state
    heat = cooling * MJ_PER_KWH / safety_factor
    formula = f"{cooling:g} kW x 3.6 MJ/kWh / {safety_factor:g} = {heat:.6g} MJ/h"
    source = "heat balance at steady state; the reserve is a planning estimate"
    return Permit("heat", basis, heat, "MJ/h", "cooling power", formula, source, "estimate")


def permitted_stock(
    hazard: str, *, share: float = 1.0, body: str = "", kind: str = "", tables: Tables | None = None
) -> Permit:
    """What may lie there: the lowest tier of the law or fire code (or that of ``body`` or ``kind``), times the
    ``share`` of it that this site or area may use up (the rest lies elsewhere). Raises InputError as
    ``permitted_release`` does."""
    known = load_library() if tables is None else tables
    row = _strictest(known, hazard, ((kind,) if kind else STOCK,), body=body)
    _within("share", share, 0 < share <= 1, "above 0, at most 1")
    unit = _units(known).get(hazard, "")
    # stock [hazard unit] = tier x share of it that the place may use up
    stock = row["amount"] * share
    return _permit(row, "stock", stock, unit, f"{row['amount']:g} {unit} x {share:g} = {stock:.6g} {unit}")


def known_limits(hazard: str, tables: Tables | None = None) -> Iterator[tuple[str, Row]]:
    """The limits of a hazard in words ('ACGIH TWA of H2S: 1 ppm = 1.393 mg/m3'), each with its row. Raises InputError
    where there are none."""
    known = load_library() if tables is None else tables
    unit = _units(known).get(hazard, "")
    rows = list(_limits(known, hazard))
    if not rows:
        raise _missing(known, hazard, "")
    for row in rows:
        concentration = in_air(row, known)
        parts = [f"{row['concentration']:g} ppm"] if row["concentration"] == row["concentration"] else []
        parts += [f"{concentration:.4g} mg/m3"] if concentration == concentration else []
        parts += [f"{row['amount']:g} {unit}"] if row["amount"] == row["amount"] else []
        yield f"{row['body']} {row['limit']} of {row['substance']}: {' = '.join(parts)}", row


def in_air(row: Row, tables: Tables | None = None) -> float:
    """The concentration (mg/m3) of a row of exposure_limits, where it is one of air; NaN otherwise."""
    if row["mass_concentration"] == row["mass_concentration"]:
        return float(row["mass_concentration"])
    if row["concentration"] != row["concentration"]:
        return float("nan")
    # mg/m3 = ppm x 1e-6 x molar mass [g/mol] x 1000 mg/g / molar volume [m3/mol], at 25 C and 1 atm
    return float(row["concentration"]) * PPM * _molar(row, tables) * MG_PER_KG / MOLAR_VOLUME


def _molar(row: Row, tables: Tables | None) -> float:
    elements = (load_library() if tables is None else tables)["elements"]
    masses = dict(zip(elements["element"], elements["atomic_mass"], strict=True))
    try:
        return molar_mass(row["formula"], masses)
    except ValueError as error:
        remedy = "give its formula, or the limit in mg/m3"
        raise InputError([Problem(str(error), remedy, table="exposure_limits", value=row["substance"])]) from None


def _kinds(basis: str, kind: str) -> tuple[tuple[str, ...], ...]:
    _within("basis", basis, basis in ORDER, " or ".join(ORDER))
    return ((kind,),) if kind else ORDER[basis]


def _strictest(
    tables: Tables, hazard: str, kinds: tuple[tuple[str, ...], ...], *, substance: str = "", body: str = ""
) -> Row:
    """The lowest limit of the first kinds that have one. Without a substance those of the hazard's own name count
    where there are any."""
    rows = [row for row in _limits(tables, hazard) if body in ("", row["body"])]
    own = [row for row in rows if row["substance"] == (substance or hazard)]
    rows = own if own or substance else rows
    for group in kinds:
        found = [row for row in rows if row["limit"] in group]
        if found:
            return min(found, key=lambda row: row["amount"] if row["limit"] in STOCK else in_air(row, tables))
    raise _missing(tables, hazard, " ".join(word for word in (body, substance, "/".join(sum(kinds, ()))) if word))


def _missing(tables: Tables, hazard: str, asked: str) -> InputError:
    have = sorted({f"{row['body']} {row['limit']} of {row['substance']}" for row in _limits(tables, hazard)})
    remedy = f"there are: {', '.join(have)}" if have else "add a row for it, or state the limit in hazard_limits"
    if hazard not in _units(tables):
        remedy = suggest(hazard, _units(tables))
    rule = f"no {asked} limit of hazard '{hazard}' is known" if asked else f"no limit of hazard '{hazard}' is known"
    return InputError([Problem(rule, remedy, table="exposure_limits", column="hazard", value=hazard)])


def _limits(tables: Tables, hazard: str) -> Iterator[Row]:
    frame = tables["exposure_limits"]
    yield from frame[frame["hazard"] == hazard].to_dict("records")  # type: ignore[misc]


def _units(tables: Tables) -> dict[str, str]:
    return dict(zip(tables["hazards"]["hazard"], tables["hazards"]["unit"], strict=True))


def _permit(row: Row, basis: str, limit: float, unit: str, formula: str) -> Permit:
    name = " ".join(dict.fromkeys((row["hazard"], row["substance"], row["body"], row["limit"])))
    return Permit(row["hazard"], basis, limit, unit, name, formula, row["source"], row["status"])


def _shown(row: Row, concentration: float) -> str:
    if row["mass_concentration"] == row["mass_concentration"]:
        return f"{concentration:.6g} mg/m3"
    return f"{row['concentration']:g} ppm of {row['formula']} at 25 C and 1 atm = {concentration:.6g} mg/m3"


def _within(name: str, value: object, fits: bool, allowed: str) -> None:
    if not fits:
        raise InputError([Problem(f"{name} {value}: must be {allowed}", "correct the figure", value=str(value))])

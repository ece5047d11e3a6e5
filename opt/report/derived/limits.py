"""Hazards against their limits, storage against its capacity."""

from __future__ import annotations

from math import nan

import pandas as pd

from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE, derived_frame

Levels = dict[tuple[str, str, str, str], float]
"""(hazard, basis, place, period) -> amount."""


def hazards(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """Amount of every hazard by basis, place and period, and the limit where there is one.

    The limit of a processing row is per hour and stands here times the hours of the period. Hazards that arise without
    a limit are listed too, by site.
    """
    levels = _processing(plan, network) | _stock(plan, network) | _concurrent(plan, network, parameters)
    limits = _limits(parameters)
    sites = set(plan.instance.tables["sites"]["site"])
    unlimited = {
        key[:3] for key, amount in levels.items() if amount > NEGLIGIBLE and key[1] != "concurrent" and key[2] in sites
    }
    units = {row["hazard"]: row["unit"] for row in plan.instance.records("hazards")}
    rows = []
    for hazard, basis, place in sorted({key[:3] for key in limits} | unlimited):
        for period in parameters.periods:
            key = hazard, basis, place, period
            amount, limit = levels.get(key, 0.0), limits.get(key, nan)
            rows.append(
                {"hazard": hazard, "basis": basis, "place": place, "period": period,
                 "unit": units[hazard] + ("/h" if basis == "concurrent" else ""), "amount": amount, "limit": limit,
                 "share": amount / limit if limit > 0 else nan}
            )  # fmt: skip
    return derived_frame("hazards", rows)


def _limits(parameters: Parameters) -> Levels:
    sites = parameters.sites
    by_basis = {"processing": sites.processing, "stock": sites.stock, "concurrent": sites.concurrent}
    return {(h, basis, v, t): limit for basis, limits in by_basis.items() for (h, v, t), limit in limits.items()}


def _processing(plan: Plan, network: Network) -> Levels:
    """Sum of factor x treat over the operations of a site."""
    levels: Levels = {}
    for (name, _, period), mass in plan.values("treat").items():
        operation = network.operations[name]
        for hazard, factor in operation.hazards.items():
            key = hazard, "processing", operation.site, period
            levels[key] = levels.get(key, 0.0) + factor * mass
    return levels


def _stock(plan: Plan, network: Network) -> Levels:
    """Sum of factor x stock at the end of a period, by area and by site."""
    levels: Levels = {}
    for (name, area, period), mass in plan.values("stock").items():
        fraction = network.fractions[name]
        for hazard, factor in fraction.stock_hazards.items():
            for place in dict.fromkeys((area, fraction.site)):
                key = hazard, "stock", place, period
                levels[key] = levels.get(key, 0.0) + factor * mass
    return levels


def _concurrent(plan: Plan, network: Network, parameters: Parameters) -> Levels:
    """Sum over lines of the highest hourly peak among the campaigns that treat something."""
    running = {
        (line, network.operations[name].lines[line].campaign, period)
        for (name, line, period), mass in plan.values("treat").items()
        if line and mass > NEGLIGIBLE
    }
    highest: dict[tuple[str, str, str], float] = {}
    for (line, campaign, hazard), peak in parameters.lines.peaks.items():
        for period in parameters.periods:
            if (line, campaign, period) in running:
                highest[line, hazard, period] = max(highest.get((line, hazard, period), 0.0), peak)
    levels: Levels = {}
    for (line, hazard, period), peak in highest.items():
        key = hazard, "concurrent", parameters.lines.site[line], period
        levels[key] = levels.get(key, 0.0) + peak
    return levels


def storage(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """Stock by area and storage class at the end of each period (t), against the capacity of the area."""
    masses: dict[tuple[str, str, str], float] = {}
    for (name, area, period), mass in plan.values("stock").items():
        key = area, network.fractions[name].storage_class, period
        masses[key] = masses.get(key, 0.0) + mass
    held = {key for key, value in plan.values("hold").items() if value > 0.5}
    used = {key[:2] for key, mass in masses.items() if mass > NEGLIGIBLE} | {key[:2] for key in held}
    return derived_frame(
        "storage",
        (
            {"area": area, "storage_class": name, "period": period,
             "mass": masses.get((area, name, period), 0.0),
             "capacity": parameters.sites.area_capacity.get(area, nan), "held": (area, name, period) in held}
            for area in parameters.sites.area_site
            for name in sorted(name for at, name in used if at == area)
            for period in parameters.periods
        ),
    )  # fmt: skip

"""Where material may lie and who takes what nobody treats: storage classes, areas, outlets, end values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from opt.instance.instance import Instance
from opt.schema.words import ANY


@dataclass(frozen=True)
class Yard:
    """``outlets`` maps (site, form or waste) to outlet to cost (currency/t); ``rules`` (form, class or '*') to storage
    class; ``areas`` (site, storage class) to areas; ``end_values`` (stream or '*', form) to currency/t."""

    outlets: Mapping[tuple[str, str], Mapping[str, float]]
    rules: Mapping[tuple[str, str], str]
    areas: Mapping[tuple[str, str], tuple[str, ...]]
    end_values: Mapping[tuple[str, str], float]


def read_yard(instance: Instance) -> Yard:
    """The yard of an instance; reading the instance has filled in the costs of its outlets."""
    return Yard(
        outlets=_outlets(instance),
        rules={
            (row["form"], row["electrolyte_class"]): row["storage_class"] for row in instance.records("storage_rules")
        },
        areas=_areas(instance),
        end_values={(row["stream"], row["form"]): float(row["value"]) for row in instance.records("end_values")},
    )


def _outlets(instance: Instance) -> dict[tuple[str, str], dict[str, float]]:
    sites = [row["site"] for row in instance.records("sites")]
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in sorted(instance.records("outlets"), key=lambda row: row["outlet"]):
        for site in sites if row["site"] == ANY else [row["site"]]:
            for item in row["takes"]:
                found.setdefault((site, item), {})[row["outlet"]] = float(row["cost"])
    return found


def _areas(instance: Instance) -> dict[tuple[str, str], tuple[str, ...]]:
    """Areas by site and storage class; an area without a row of area_classes takes every class."""
    named: dict[str, set[str]] = {}
    for row in instance.records("area_classes"):
        named.setdefault(row["area"], set()).add(row["storage_class"])
    classes = [row["storage_class"] for row in instance.records("storage_classes")]
    found: dict[tuple[str, str], list[str]] = {}
    for row in sorted(instance.records("areas"), key=lambda row: row["area"]):
        takes = named.get(row["area"], {ANY})
        for name in classes:
            if name in takes or ANY in takes:
                found.setdefault((row["site"], name), []).append(row["area"])
    return {key: tuple(areas) for key, areas in found.items()}


def storage_class(yard: Yard, form: str, electrolyte_class: str, classes: tuple[str, ...]) -> str:
    """The rule for the streams' class where the fraction still contains it, else the rule for '*', else ''."""
    general = yard.rules.get((form, ANY), "")
    return yard.rules.get((form, electrolyte_class), general) if electrolyte_class in classes else general

"""The rows of each technology: nothing lost in silence, every condition in words, every reaction in balance."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from opt.library import load_library
from opt.library.chemistry import parse_formula
from opt.schema.words import ANY, ELECTROLYTE_CLASSES, KIND

TABLES = load_library()
SILENT_LOSS = 0.1
"""Share of a constituent that may be lost without a word in the source of the split."""

REVIEWED = {
    "pretreatment": "discharge_brine discharge_solid_conductor inert_atmosphere_crushing cryogenic "
    "underwater_dismantling ethanol_dissolution acetonitrile_ethylene_glycol_dissolution mesh_physical_separation "
    "heat_treatment",
    "pyrometallurgy": "smelting in_situ_reduction_roasting salt_assisted_roasting",
    "leaching": "inorganic_acid_leaching organic_acid_leaching alkali_leaching bioleaching deep_eutectic_solvent "
    "supercritical_fluid",
    "separation": "solvent_extraction chemical_precipitation coprecipitation_resynthesis",
    "direct_regeneration": "solid_state_calcination one_step_annealing_900C deformation_driven_resintering "
    "SnF2_catalytic_LiTFSI_recovery hydrothermal_relithiation dissolution_precipitation "
    "eutectic_molten_salt_relithiation electrochemical_relithiation",
}
STAGE = {technology: stage for stage, names in REVIEWED.items() for technology in names.split()}


def rows(table: str) -> list[dict[str, str]]:
    return TABLES[table].to_dict("records")  # type: ignore[return-value]


TECHNOLOGIES = {row["technology"]: row for row in rows("technologies")}
CONSTITUENTS = {row["constituent"]: row for row in rows("constituents")}
GIVEN: dict[str, dict[str, list[tuple[float, str]]]] = defaultdict(lambda: defaultdict(list))
for split in rows("splits"):
    GIVEN[split["technology"]][split["constituent"]].append((float(split["fraction"]), split["source"]))


def test_the_review_names_29_technologies_and_all_are_there() -> None:
    assert len(STAGE) == 29
    assert {name: TECHNOLOGIES[name]["stage"] for name in STAGE} == STAGE
    assert "discharge_resistive" in TECHNOLOGIES


@pytest.mark.parametrize("technology", sorted(STAGE))
def test_a_planner_reads_how_it_is_run(technology: str) -> None:
    assert TECHNOLOGIES[technology]["conditions"]
    assert TECHNOLOGIES[technology]["review_section"]
    assert TECHNOLOGIES[technology]["name"]


@pytest.mark.parametrize("technology", sorted(STAGE))
def test_each_needs_something_and_has_verdicts_of_its_own(technology: str) -> None:
    classes = {row["electrolyte_class"] for row in rows("verdicts") if row["technology"] == technology}
    assert classes == set(ELECTROLYTE_CLASSES)
    assert [row for row in rows("uses") if row["technology"] == technology]


def selectors(name: str) -> list[str]:
    row = CONSTITUENTS.get(name)
    if row is None:
        return [name, ANY]
    return [name, *([row["electrolyte_class"]] if row["electrolyte_class"] else []), KIND + row["kind"], ANY]


@pytest.mark.parametrize("technology", sorted(TECHNOLOGIES))
def test_nothing_is_lost_in_silence(technology: str) -> None:
    """A loss above a tenth of any constituent, or of any element where phases are broken, is put in words."""
    converted = {row["constituent"] for row in rows("conversions") if row["technology"] == technology}
    items = CONSTITUENTS
    if TECHNOLOGIES[technology]["breaks"]:
        items = {e: {} for row in CONSTITUENTS.values() for e in parse_formula(row["formula"])}
    for item in set(items) - converted:
        chosen = next(name for name in selectors(item) if name in GIVEN[technology])
        shares = GIVEN[technology][chosen]
        loss = 1.0 - sum(share for share, _ in shares)
        assert loss <= SILENT_LOSS + 1e-9 or any("lost" in source for _, source in shares), (item, chosen, loss)


def test_a_sale_takes_what_its_product_is_made_of() -> None:
    """Another cathode or another electrolyte of the class is an intake limit, other classes are a verdict on all."""
    carriers = {row["product"]: row["carrier"] for row in rows("products")}
    limits = {(row["technology"], row["item"]): row["except"] for row in rows("intake_limits")}
    verdicts = {(row["technology"], row["electrolyte_class"]): row["verdict"] for row in rows("verdicts")}
    for output in rows("outputs"):
        carrier = carriers.get(output["target"], "")
        if TECHNOLOGIES[output["technology"]]["stage"] != "sale" or carrier not in CONSTITUENTS:
            continue
        held = CONSTITUENTS[carrier]["electrolyte_class"]
        item = held or f"{KIND}cathode"
        assert limits[output["technology"], item] == (carrier,)
        assert verdicts[output["technology"], ANY] == "infeasible"
        assert not held or verdicts[output["technology"], held] == "feasible"


def test_content_limits_leave_room_above_the_threshold() -> None:
    """A class counts as present above 1 wt% or the verdict's own threshold; a limit on it must lie above that."""
    own = {(row["technology"], row["electrolyte_class"]): float(row["threshold"]) for row in rows("verdicts")}
    for row in rows("verdict_conditions"):
        if row["condition"] == "max_content" and row["value"] == row["electrolyte_class"]:
            threshold = own[row["technology"], row["electrolyte_class"]]
            assert float(row["limit"]) > (0.01 if threshold != threshold else threshold), row


TERM = re.compile(r"(?:(\d+(?:\.\d+)?)(?:/(\d+))? )?(.+)")
ION = re.compile(r"([A-Z][a-z]?|NH4|OH|HCO3|H2PO4|Na|H)(\d?[+-])")


def atoms(side: str) -> dict[str, float]:
    """Atoms of one side of a reaction; charges are left out, M stands for a metal, R for the extractant."""
    found: dict[str, float] = defaultdict(float)
    for term in side.split(" + "):
        number, divisor, species = TERM.fullmatch(term.strip()).groups()  # type: ignore[union-attr]
        ion = ION.fullmatch(species)
        formula = ion[1] if ion else re.sub(r" \d[+-]$", "", species)
        units = float(number or 1) / float(divisor or 1)
        for element, count in parse_formula(formula).items():
            found[element] += units * count
    return found


def reactions() -> set[str]:
    texts = {row["source"] for row in rows("uses") + rows("conversions") if "->" in row["source"]}
    return {re.split(r"[;,]| for the share", text.removeprefix("planning estimate: "))[0].strip() for text in texts}


@pytest.mark.parametrize("text", sorted(reactions()))
def test_reactions_of_reagents_are_balanced(text: str) -> None:
    left, right = (atoms(side) for side in text.split("->"))
    assert left == pytest.approx(right, abs=2e-4)

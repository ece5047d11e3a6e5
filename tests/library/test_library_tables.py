"""The tables of the reference library: complete, sourced, and consistent with each other."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from opt.library import load, load_library
from opt.library.chemistry import parse_formula
from opt.schema import LIBRARY
from opt.schema.words import ANY, ELECTROLYTE_CLASSES, MATURITIES, STATES
from opt.tables import InputError

TABLES = load_library()
ELEMENTS = set(TABLES["elements"]["element"])
CONSTITUENTS = set(TABLES["constituents"]["constituent"])
KINDS = {f"kind:{kind}" for kind in LIBRARY["constituents"].column("kind").choices}
SELECTORS = ELEMENTS | CONSTITUENTS | set(ELECTROLYTE_CLASSES) | KINDS | {ANY}


def rows(table: str) -> list[dict[str, object]]:
    return TABLES[table].to_dict("records")


def values(table: str, column: str) -> set[str]:
    return set(TABLES[table][column])


def test_every_table_of_the_schema_is_there_and_filled() -> None:
    assert set(TABLES) == set(LIBRARY)
    assert all(len(frame) for frame in TABLES.values())
    assert all(list(frame.columns) == LIBRARY[name].names for name, frame in TABLES.items())


@pytest.mark.parametrize("table", sorted(LIBRARY))
def test_every_row_has_source_and_status(table: str) -> None:
    frame = TABLES[table]
    assert (frame["source"].str.strip() != "").all()
    assert set(frame["status"]) <= {"published", "computed", "estimate", "unchecked"}
    assert "planner" not in set(frame["source"])


@pytest.mark.parametrize("table", sorted(LIBRARY))
def test_references_lead_somewhere(table: str) -> None:
    for column in LIBRARY[table].columns:
        known = {v for ref in column.refs for t, c in [ref.split(".")] if t in TABLES for v in values(t, c)}
        known |= set(column.also) | {""}
        if not any(ref.split(".")[0] in TABLES for ref in column.refs):
            continue
        for cell in TABLES[table][column.name]:
            items = cell if column.kind == "list" else (cell,)
            assert set(items) <= known, (table, column.name, cell)


def test_splits_sum_to_at_most_one_and_lead_to_outputs() -> None:
    outputs = {(row["technology"], row["output"]) for row in rows("outputs")}
    sums: dict[tuple[object, object], float] = defaultdict(float)
    for row in rows("splits"):
        assert (row["technology"], row["output"]) in outputs, row
        assert row["constituent"] in SELECTORS, row
        sums[row["technology"], row["constituent"]] += float(str(row["fraction"]))
    assert {key: total for key, total in sums.items() if total > 1 + 1e-12} == {}


def test_every_technology_says_what_becomes_of_everything() -> None:
    for technology in values("technologies", "technology"):
        given = set(TABLES["splits"].query("technology == @technology")["constituent"])
        assert ANY in given, technology


def test_every_output_is_fed_by_a_split() -> None:
    fed = {(row["technology"], row["output"]) for row in rows("splits")}
    assert {(row["technology"], row["output"]) for row in rows("outputs")} == fed


def test_technologies_raise_the_rank_of_the_form() -> None:
    rank = dict(zip(TABLES["forms"]["form"], TABLES["forms"]["rank"], strict=True))
    targets = TABLES["outputs"].query("kind == 'fraction'").groupby("technology")["target"].agg(list).to_dict()
    for row in rows("technologies"):
        highest = max(rank[form] for form in row["inputs"])  # type: ignore[attr-defined]
        assert all(rank[form] > highest for form in targets.get(row["technology"], [])), row["technology"]


def test_every_technology_has_a_verdict_on_all_six_classes() -> None:
    pairs = {(row["technology"], row["electrolyte_class"]) for row in rows("verdicts")}
    every = {(t, c) for t in values("technologies", "technology") for c in ELECTROLYTE_CLASSES}
    assert {(t, c) for t, c in every if (t, c) not in pairs and (t, ANY) not in pairs} == set()
    assert pairs <= every | {(t, ANY) for t, _ in every}


def test_conditional_verdicts_have_typed_conditions_and_infeasible_ones_none() -> None:
    typed = {(row["technology"], row["electrolyte_class"]) for row in rows("verdict_conditions")}
    for row in rows("verdicts"):
        pair = (row["technology"], row["electrolyte_class"])
        if row["verdict"] == "conditional":
            assert pair in typed, pair
            assert row["condition"], pair
        if row["verdict"] == "infeasible":
            assert pair not in typed, pair
            assert row["reason"], pair


def test_typed_conditions_have_values_of_their_type() -> None:
    allowed = {
        "state": set(STATES),
        "maturity": set(MATURITIES),
        "material": CONSTITUENTS,
        "earlier_step": values("technologies", "technology"),
        "max_content": CONSTITUENTS | ELEMENTS | set(ELECTROLYTE_CLASSES),
        "required_material": CONSTITUENTS | ELEMENTS,
    }
    for row in rows("verdict_conditions"):
        assert row["condition"] == "capability" or row["value"] in allowed[str(row["condition"])], row
        assert (row["condition"] == "max_content") == (row["limit"] == row["limit"]), row


def test_selectors_of_uses_and_hazards_exist() -> None:
    assert values("uses", "constituent") <= SELECTORS
    assert values("hazard_factors", "constituent") <= SELECTORS


def test_formulas_can_be_read_and_names_are_free() -> None:
    for row in rows("constituents"):
        assert set(parse_formula(str(row["formula"]))) <= ELEMENTS
        assert row["constituent"] not in ELEMENTS
        assert "+" not in str(row["constituent"])
    for row in rows("products"):
        if row["carrier"]:
            assert set(parse_formula(str(row["formula"]))) <= ELEMENTS


def test_cell_types_sum_to_one_new_and_spent() -> None:
    sums = TABLES["cell_types"].groupby("cell_type")[["fraction_new", "fraction_spent"]].sum()
    assert (sums - 1.0).abs().to_numpy().max() < 1e-9


def test_everything_that_may_be_left_over_has_an_outlet() -> None:
    taken = {item for takes in TABLES["outlets"]["takes"] for item in takes}
    assert values("wastes", "waste") | values("forms", "form") | {"offspec"} == taken


def test_specified_grades_utilities_outlets_and_paid_metals_have_prices() -> None:
    items = values("reference_prices", "item")
    grades = {f"{row['product']}/{row['grade']}" for row in rows("specifications")}
    outlets = {str(row["outlet"]) for row in rows("outlets") if row["cost"] != row["cost"]}
    metals = {"Li", "Ni", "Co", "Mn", "Cu", "Al", "La", "Zr", "Ta"}
    assert grades | values("uses", "utility") | outlets | metals <= items
    assert {item for item in items if "/" in item} == grades
    assert (TABLES["reference_prices"]["price"] >= 0).all()


def test_specified_items_exist() -> None:
    for row in rows("specifications"):
        known = ELEMENTS | CONSTITUENTS | {row["product"]}
        assert set(str(row["item"]).split("+")) <= known, row


def test_every_product_is_made_and_has_a_grade() -> None:
    assert set(TABLES["outputs"].query("kind == 'product'")["target"]) == values("products", "product")
    assert values("specifications", "product") == values("products", "product")


def test_targets_of_the_european_regulation() -> None:
    found = {(row["regulation"], row["item"], row["from_date"]): row["share"] for row in rows("targets")}
    elements, efficiency = "EU 2023/1542 Annex XII C", "EU 2023/1542 Annex XII B, lithium-based"
    assert found[elements, "Li", "2027-12-31"] == 0.5
    assert found[elements, "Li", "2031-12-31"] == 0.8
    for metal in ("Co", "Cu", "Ni"):
        assert (found[elements, metal, "2027-12-31"], found[elements, metal, "2031-12-31"]) == (0.9, 0.95)
    assert (found[efficiency, "mass", "2025-12-31"], found[efficiency, "mass", "2030-12-31"]) == (0.65, 0.7)
    recycled = "EU 2023/1542 Art. 8 recycled content"
    assert [found[recycled, metal, "2031-08-18"] for metal in ("Co", "Pb", "Li", "Ni")] == [0.16, 0.85, 0.06, 0.06]
    assert [found[recycled, metal, "2036-08-18"] for metal in ("Co", "Pb", "Li", "Ni")] == [0.26, 0.85, 0.12, 0.15]


def test_library_is_read_once_and_its_dictionary_is_the_callers() -> None:
    first, second = load_library(), load_library()
    assert first is not second
    assert all(first[name] is second[name] for name in LIBRARY)
    assert isinstance(first["elements"], pd.DataFrame)


def test_a_broken_library_names_every_problem(tmp_path: Path) -> None:
    for file in load.FOLDER.glob("*.csv"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "wastes.csv").unlink()
    hazards = (tmp_path / "hazards.csv").read_text(encoding="utf-8")
    (tmp_path / "hazards.csv").write_text(hazards + hazards.splitlines()[1] + "\n", encoding="utf-8")
    storage = (tmp_path / "storage_classes.csv").read_text(encoding="utf-8").replace("estimate\n", "guess\n", 1)
    (tmp_path / "storage_classes.csv").write_text(storage, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load._load(tmp_path)
    places = {(problem.table or Path(problem.file).stem, problem.row) for problem in error.value.problems}
    assert {name for name, _ in places} == {"wastes", "hazards", "storage_classes"}
    assert ("hazards", len(hazards.splitlines()) + 1) in places
    assert ("storage_classes", 2) in places

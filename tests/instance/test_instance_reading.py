"""Reading, writing, converting: nothing is lost, and equal content has an equal fingerprint."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from instance_cases import TABLES, TINY, small, tables, tiny_copy

from opt.instance import convert, fingerprint, from_tables, read, resolved, write_folder, write_workbook
from opt.schema import INPUT
from opt.tables.problems import InputError


def test_tiny_reads_with_every_table_of_the_schema() -> None:
    tiny = read(TINY)
    assert list(tiny.tables) == list(INPUT)
    assert all(list(tiny.tables[name].columns) == INPUT[name].names for name in INPUT)
    assert tiny.periods == ["1", "2", "3"]
    assert tiny.settings.name == "tiny"
    assert tiny.settings.solve.gap == 0.0
    assert tiny.records("streams")[0]["site"] == "plant"
    assert tiny.overridden.empty


def test_finished_tables_have_plain_kinds() -> None:
    streams, lines = small().tables["streams"], small().tables["lines"]
    assert streams["intact"].dtype == bool
    assert streams["intact"].tolist() == [True, False]
    assert streams["max_age"].isna().all()
    assert streams["cell_type"].tolist() == ["NCM811_Li6PS5Cl_pack", ""]
    assert lines["capabilities"].tolist() == [("inert", "off_gas_scrubber", "dry")]
    assert lines["hour_cost"].tolist() == [0.0]
    assert isinstance(streams.index, pd.RangeIndex)


def test_own_tables_keep_what_was_left_blank() -> None:
    own = small().own
    assert set(own) == set(TABLES)
    assert own["streams"]["site"].tolist() == ["", ""]
    assert own["streams"]["intact"].tolist() == [None, False]


def test_folder_to_workbook_to_folder_gives_the_same_instance(tmp_path: Path) -> None:
    tiny = read(TINY)
    convert(TINY, tmp_path / "tiny.xlsx")
    convert(tmp_path / "tiny.xlsx", tmp_path / "back")
    assert read(tmp_path / "tiny.xlsx") == tiny
    assert read(tmp_path / "back") == tiny
    convert(tmp_path / "back", tmp_path / "again.xlsx")
    assert read(tmp_path / "again.xlsx") == tiny


def test_awkward_content_survives_a_round_trip(tmp_path: Path) -> None:
    instance = small(
        {
            "description": 'quotes "and" \\ backslash, ümlaut\nsecond line',
            "currency": "EUR",
            "carbon_price": 70.25,
            "maturity": ["laboratory", "pilot"],
            "date": "2026-01-31",
            "exchange_rates": {"USD": {"rate": 0.9, "date": "2026-01-01"}},
            "solve": {"gap": 0.005},
        },
        periods=[
            {"period": "007", "hours": 1 / 3, "start": "2026-01-05"},
            {"period": "NA", "start": "2026-01-12"},
            {"period": "1e5", "start": "2026-01-19"},
        ],
        arrivals=[{"stream": "A", "period": "007", "mass": 5.1}, {"stream": "B", "period": "NA", "mass": 1e-7}],
        sites=[{"site": "plant", "name": "=1+1", "latitude": 48.2}],
        downtime=[{"line": "L", "period": "1e5", "hours": 5}],
        technologies=[{"technology": "smelting", "cost": 7.0}],
    )
    write_folder(instance, tmp_path / "folder")
    write_workbook(instance, tmp_path / "book.xlsx")
    assert read(tmp_path / "folder") == instance
    assert read(tmp_path / "book.xlsx") == instance


def test_from_tables_equals_the_file(tmp_path: Path) -> None:
    tiny = read(TINY)
    assert from_tables(tiny.settings, tiny.own) == tiny
    assert from_tables(tiny.settings, {name: frame.to_dict("records") for name, frame in tiny.own.items()}) == tiny


def test_resolved_needs_no_library_and_keeps_every_table(tmp_path: Path) -> None:
    instance = small({"currency": "EUR", "exchange_rates": {"USD": {"rate": 0.5, "date": "2026-01-01"}}})
    alone = resolved(instance)
    assert alone.settings.library == "none"
    write_folder(alone, tmp_path / "alone")
    again = read(tmp_path / "alone")
    assert all(again.tables[name].equals(instance.tables[name]) for name in INPUT)
    assert again == alone
    assert fingerprint(again) == fingerprint(instance)


def test_fingerprint_knows_content_and_nothing_else(tmp_path: Path) -> None:
    tiny = read(TINY)
    shuffled = {n: f if n == "periods" else f.iloc[::-1].reset_index(drop=True) for n, f in tiny.own.items()}
    assert fingerprint(from_tables(tiny.settings, shuffled)) == fingerprint(tiny)
    write_workbook(tiny, tmp_path / "tiny.xlsx")
    assert fingerprint(read(tmp_path / "tiny.xlsx")) == fingerprint(tiny)
    heavier = tiny.own["arrivals"].assign(mass=tiny.own["arrivals"]["mass"] * (1 + 1e-12))
    assert fingerprint(from_tables(tiny.settings, {**tiny.own, "arrivals": heavier})) != fingerprint(tiny)
    dearer = tiny.settings.model_copy(update={"carbon_price": 1.0})
    assert fingerprint(from_tables(dearer, tiny.own)) != fingerprint(tiny)


def test_the_order_of_periods_is_content() -> None:
    first = [{"period": "autumn"}, {"period": "winter"}]
    arrivals = [{"stream": "A", "period": "autumn", "mass": 5.0}, {"stream": "B", "period": "winter", "mass": 4.0}]
    one, other = small(periods=first, arrivals=arrivals), small(periods=first[::-1], arrivals=arrivals)
    assert fingerprint(one) != fingerprint(other)


def test_units_in_headers_of_tables_in_memory() -> None:
    arrivals = [{"stream": "A", "period": "1", "mass [kg]": 5000}, {"stream": "B", "period": "2", "mass [kg]": 4000}]
    assert small(arrivals=arrivals) == small()


def test_a_wide_table_equals_the_long_one() -> None:
    assert small(arrivals=[{"stream": "A", "1": 5.0, "2": None}, {"stream": "B", "1": None, "2": 4.0}]) == small()


def test_writing_into_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(InputError, match="not empty"):
        write_folder(small(), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["holiday.jpg"]


def test_writing_over_an_instance_removes_its_other_tables(tmp_path: Path) -> None:
    folder = tiny_copy(tmp_path)
    (folder / "notes.txt").write_text("keep me")
    write_folder(small(), folder)
    assert read(folder) == small()
    assert not (folder / "setups.csv").exists()
    assert (folder / "notes.txt").exists()


def test_converting_onto_something_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "there.xlsx"
    target.write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        convert(TINY, target)
    assert target.read_text() == "mine"
    with pytest.raises(InputError, match=r"ends in \.xlsx"):
        write_workbook(small(), tmp_path / "book.ods")


def test_absent_tables_stand_for_something() -> None:
    instance = small()
    assert instance.records("sites")[0]["site"] == "plant"
    assert instance.records("areas")[0]["area"] == "yard"
    assert instance.tables["areas"]["capacity"].isna().all()
    assert instance.periods == ["1", "2"]
    assert instance.tables["periods"]["hours"].tolist() == [168.0, 168.0]
    assert "loss" in set(instance.tables["wastes"]["waste"])
    assert set(instance.tables["forms"]["form"]) <= set(instance.tables["storage_rules"]["form"])
    assert not {"sites", "areas", "periods", "storage_rules"} & set(instance.own)


def test_each_site_has_a_yard_of_its_own() -> None:
    instance = small(sites=[{"site": "plant"}, {"site": "north"}])
    assert instance.tables["areas"][["area", "site"]].to_numpy().tolist() == [
        ["yard plant", "plant"],
        ["yard north", "north"],
    ]


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["10", "9", "1"], ["1", "9", "10"]),
        (["2026-02-02", "2026-01-26"], ["2026-01-26", "2026-02-02"]),
        (["W10", "W9"], ["W9", "W10"]),
        (["2026-W01", "2025-W52"], ["2025-W52", "2026-W01"]),
    ],
)
def test_periods_are_read_off_arrivals_in_order(names: list[str], ordered: list[str]) -> None:
    arrivals = [{"stream": "A", "period": name, "mass": 1.0} for name in names]
    arrivals.append({"stream": "B", "period": names[0], "mass": 1.0})
    instance = small(arrivals=arrivals)
    assert instance.periods == ordered
    starts = ordered if ordered[0].count("-") == 2 else [""] * len(ordered)
    assert instance.tables["periods"]["start"].tolist() == starts


def test_composition_may_be_absent_where_cell_types_are_named() -> None:
    rows = tables(composition=None, streams=TABLES["streams"][:1], arrivals=TABLES["arrivals"][:1])
    assert from_tables({"name": "x"}, rows).tables["composition"].empty

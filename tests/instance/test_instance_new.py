"""The starting instance: filled in, right, and the same as a folder and as a workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from instance_cases import only
from typer.testing import CliRunner

from opt.cli import app
from opt.instance import new_instance, read
from opt.instance.starting import STARTER
from opt.network import build_network
from opt.tables.problems import InputError


def test_the_starting_instance_is_that_of_the_package_under_its_own_name(tmp_path: Path) -> None:
    folder = new_instance(tmp_path / "my plant")
    instance, starter = read(folder), read(STARTER)
    assert instance.settings == starter.settings.model_copy(update={"name": "my plant"})
    assert all(instance.tables[name].equals(starter.tables[name]) for name in starter.tables)
    assert instance.notes == ()


def test_every_stream_of_the_starting_instance_has_somewhere_to_go() -> None:
    network = build_network(read(STARTER))
    fed = {operation.fraction for operation in network.operations.values()}
    assert set(read(STARTER).tables["streams"]["stream"]) <= fed
    made = {product for operation in network.operations.values() for product in operation.products}
    assert set(read(STARTER).tables["grades"]["product"]) <= made


def test_a_workbook_explains_itself(tmp_path: Path) -> None:
    path = new_instance(tmp_path / "plant", xlsx=True)
    assert path == tmp_path / "plant.xlsx"
    assert read(path).own.keys() == read(STARTER).own.keys()
    book = openpyxl.load_workbook(path)
    assert "mass" in book["arrivals"]["C1"].value
    assert "mass that arrives" in book["arrivals"]["C1"].comment.text
    lists = [rule.formula1 for rule in book["arrivals"].data_validations.dataValidation]
    assert any(formula.startswith("'streams'!") for formula in lists)


@pytest.mark.parametrize("xlsx", [False, True])
def test_nothing_is_overwritten(tmp_path: Path, xlsx: bool) -> None:
    path = new_instance(tmp_path / "plant", xlsx=xlsx)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    with pytest.raises(InputError) as caught:
        new_instance(tmp_path / "plant", xlsx=xlsx)
    assert only(list(caught.value.problems)).file == str(path)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_the_command_makes_an_instance_that_validates(tmp_path: Path) -> None:
    folder = tmp_path / "plant"
    folder.mkdir()
    assert CliRunner().invoke(app, ["new", str(folder)]).exit_code == 0
    assert CliRunner().invoke(app, ["validate", str(folder)]).exit_code == 0
    assert CliRunner().invoke(app, ["new", str(folder)]).exit_code == 1

"""instances/README.md says what the schema says."""

from __future__ import annotations

from instance_cases import ROOT

from opt.instance import Settings, reference_page
from opt.schema import INPUT


def test_the_page_of_tables_is_in_step_with_the_schema() -> None:
    page = (ROOT / "instances" / "README.md").read_text(encoding="utf-8")
    rewrite = "from opt.instance import reference_page; print(reference_page(), end='')"
    assert page == reference_page(), f'run: python -c "{rewrite}" > instances/README.md'


def test_the_page_names_every_table_column_and_setting() -> None:
    sections = reference_page().split("\n### ")
    by_table = {section.split()[0]: section for section in sections[1:]}
    assert list(by_table) == list(INPUT)
    for name, table in INPUT.items():
        shown = [column for column in table.names if column not in ("source", "status")]
        assert all(f"`{column}`" in by_table[name] for column in shown), name
        assert table.meaning in by_table[name]
    assert all(f"`{key}`" in sections[0] for key in Settings.model_fields if key not in ("solve", "exchange_rates"))


def test_every_line_of_a_table_has_as_many_cells_as_its_header() -> None:
    for block in reference_page().split("\n\n"):
        rows = [line.replace("\\|", "") for line in block.splitlines() if line.startswith("| ")]
        assert len({row.count("|") for row in rows}) <= 1, block

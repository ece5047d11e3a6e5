"""results/README.md is the page that the schema gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from opt.plan.reference import result_page
from opt.schema import DERIVED, STRUCTURE, VARIABLES, Table

PAGE = Path(__file__).parents[2] / "results" / "README.md"


def test_the_page_is_in_step_with_the_schema() -> None:
    assert PAGE.read_text(encoding="utf-8") == result_page(), (
        "write it anew: python -c 'from opt.plan.reference import result_page; print(result_page(), end=\"\")' "
        "> results/README.md"
    )


@pytest.mark.parametrize("table", [*VARIABLES.values(), *STRUCTURE.values(), *DERIVED.values()], ids=lambda t: t.name)
def test_every_table_and_column_is_on_it(table: Table) -> None:
    section = result_page().split(f"### {table.name}\n")[1].split("\n### ")[0]
    assert all(f"`{column.name}`" in section for column in table.columns)

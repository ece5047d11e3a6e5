"""Study files: what they say as scenarios, and every complaint at once with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from edit_world import INSTANCES, cells, shipped
from pydantic import ValidationError

from opt.study import Options, Scenario, Study, changed, expand, read_study, scenario_of, study_page, study_schema
from opt.study.edits import parse_edit
from opt.study.reference import SECTIONS
from opt.tables import InputError, Problem

HALF = "lines.hours *= 0.5"
STUDY = """
name = "questions"
about = "what is asked"
[options]
gap = 0.02
stay_close = 500
[options.freeze]
periods = [1, "2"]
[[scenario]]
name = "half"
about = "half the hours"
edits = ["lines.hours *= 0.5"]
source = "invented"
status = "estimate"
[[scenario]]
name = "dear"
edits = [{table = "grades", where = {product = "LCO"}, multiply = {price = 2}}]
with = ["tables"]
[[scenario]]
name = "both"
base = ["dear", "half"]
edits = ["settings.carbon_price = 5"]
[[scenario]]
name = "twice"
base = ["both", "half"]
edits = ["lines.hour_cost += 1"]
[[sweep]]
name = "lithium"
edit = "grades.price *= {}"
values = [0.5, 1, "150 %"]
base = ["half"]
[[sweep]]
name = "grid"
axes = [
    {name = "price", edit = "grades.price *= {}", values = [0.5, 2]},
    {name = "kind", edit = "streams.intact = {}", values = [true, false]},
]
[[tornado]]
name = "figures"
base = ["dear"]
levers = [
    {name = "hours", edit = "lines.hours *= {}", source = "guess", status = "unchecked"},
    {name = "rate", edit = "line_technologies.rate = {}", low = "50 kg/h", high = 0.2},
]
"""


def read_text(folder: Path, text: str) -> Study:
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return read_study(folder / "study.toml")


def complaints(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_text(folder, text)
    assert all(problem.file == str(folder / "study.toml") for problem in caught.value.problems)
    assert all(problem.rule and problem.remedy for problem in caught.value.problems)
    return list(caught.value.problems)


@pytest.fixture
def scenarios(tmp_path: Path) -> dict[str, Scenario]:
    return {scenario.name: scenario for scenario in expand(read_text(tmp_path, STUDY))}


def test_a_study_says_its_scenarios_in_the_order_of_the_file(scenarios: dict[str, Scenario], tmp_path: Path) -> None:
    assert list(scenarios) == [
        "half", "dear", "both", "twice", "lithium_0.5", "lithium_1", "lithium_150",
        "grid_price-0.5_kind-true", "grid_price-0.5_kind-false", "grid_price-2_kind-true", "grid_price-2_kind-false",
        "figures_hours_low", "figures_hours_high", "figures_rate_low", "figures_rate_high",
    ]  # fmt: skip
    half = scenarios["half"]
    assert half == Scenario("half", "half the hours", (parse_edit(HALF),), (), "invented", "estimate")
    assert scenarios["dear"].over == (tmp_path / "tables",)
    assert [edit.text for edit in scenarios["dear"].edits] == ["grades[product=LCO].price *= 2"]


def test_bases_come_first_in_their_order_and_each_once(scenarios: dict[str, Scenario], tmp_path: Path) -> None:
    dear, half, carbon = "grades[product=LCO].price *= 2", HALF, "settings.carbon_price = 5"
    assert [edit.text for edit in scenarios["both"].edits] == [dear, half, carbon]
    assert [edit.text for edit in scenarios["twice"].edits] == [dear, half, carbon, "lines.hour_cost += 1"]
    assert scenarios["twice"].over == (tmp_path / "tables",)
    assert [edit.text for edit in scenarios["lithium_0.5"].edits] == [half, "grades.price *= 0.5"]
    assert [edit.text for edit in scenarios["figures_rate_low"].edits] == [dear, "line_technologies.rate = 50 kg/h"]


def test_points_say_where_in_a_sweep_or_tornado_a_scenario_lies(scenarios: dict[str, Scenario]) -> None:
    assert scenarios["half"].point == {}
    assert scenarios["lithium_0.5"].point == {"lithium": 0.5}
    assert scenarios["lithium_150"].point == {"lithium": "150 %"}
    assert scenarios["grid_price-2_kind-false"].point == {"price": 2.0, "kind": "false"}
    assert scenarios["grid_price-2_kind-false"].group == "grid"
    low = scenarios["figures_hours_low"]
    assert (low.point, low.group) == ({"lever": "hours", "side": "low", "value": 0.8}, "figures")
    assert (low.source, low.status) == ("guess", "unchecked")
    assert scenarios["figures_rate_high"].point == {"lever": "rate", "side": "high", "value": 0.2}


def test_options_and_their_defaults(tmp_path: Path) -> None:
    options = read_text(tmp_path, STUDY).options
    assert (options.gap, options.time_limit, options.stay_close) == (0.02, None, 500)
    assert [str(period) for period in options.freeze.periods] == ["1", "2"]
    assert Options() == Options(gap=None, time_limit=None, stay_close=None)


def test_the_order_of_scenarios_changes_none_of_them(tmp_path: Path) -> None:
    blocks = re.split(r"(?=^\[\[)", STUDY, flags=re.M)
    turned = "".join([blocks[0], *reversed(blocks[1:])])
    assert {one.name: one for one in expand(read_text(tmp_path, turned))} == {
        one.name: one for one in expand(read_text(tmp_path, STUDY))
    }


def test_both_spellings_of_the_tables_are_read(tmp_path: Path) -> None:
    plural = STUDY.replace("[[scenario]]", "[[scenarios]]").replace("[[sweep]]", "[[sweeps]]")
    assert read_text(tmp_path, plural) == read_text(tmp_path, STUDY)


def test_a_scenario_lays_tables_over_and_then_edits(tmp_path: Path) -> None:
    (tmp_path / "grades.csv").write_text("product,grade,price\nLCO,standard,100\n", encoding="utf-8")
    after = changed(shipped("tiny"), Scenario("s", edits=(parse_edit("grades.price *= 2"),), over=(tmp_path,)))
    assert cells(after, "grades", "price", key="product")["LCO"] == 200
    tiny = shipped("tiny")
    assert changed(tiny, Scenario("s")) is tiny


PLACED = """
name = "wrong"
abuot = "x"
[options]
gap = 2
freeze = {perods = [1]}
[[scenario]]
name = "first"
edits = ["lines.hours *= 0.5", "lines.hours * 0.5", "lines.hour *= 0.5", {table = "lines", multipy = {hours = 2}}, 7]
[[scenario]]
name = "second"
bases = ["first"]
edits = ["lines.hours *= 0.5"]
status = "rumour"
[[scenario]]
name = "third"
[[sweep]]
name = "s1"
edit = "lines.hours *= 0.5"
values = [1]
[[sweep]]
name = "s2"
edit = "lines.hours *= {}"
values = [1, "much"]
[[sweep]]
name = "s3"
axes = [{name = "a", edit = "lines.hours *= {}"}]
[[sweep]]
name = "s4"
edit = "lines.hours *= {}"
[[sweep]]
name = "s5"
axes = [{name = "a", edit = "lines.hours *= {}", values = [1]}, {name = "a", edit = "grades.price *= {}", values = [1]}]
[[tornado]]
name = "t"
levers = [{name = "l", edit = "lines.hours *= {}", lowe = 1}, {name = "m", edit = "lines.huors *= {}"}]
[[tornado]]
name = "u"
levers = []
"""


def test_everything_wrong_is_said_with_its_place(tmp_path: Path) -> None:
    told = {problem.column: problem for problem in complaints(tmp_path, PLACED)}
    said = {place: problem.rule for place, problem in told.items()}
    expected = {
        "abuot": "no key 'abuot'",
        "options.gap": "less than or equal to 1",
        "options.freeze.perods": "no key 'perods'",
        "scenario[1].edits[2]": "no such operator",
        "scenario[1].edits[3]": "no column 'hour'",
        "scenario[1].edits[4]": "no key 'multipy'",
        "scenario[1].edits[5]": "a text or a table",
        "scenario[2].bases": "no key 'bases'",
        "scenario[2].status": "published",
        "scenario[3]": "changes nothing",
        "sweep[1]": "has no {}",
        "sweep[2]": "a factor is a number",
        "sweep[3].axes[1].values": "missing",
        "sweep[4]": "one edit with values, or axes",
        "sweep[5]": "two axes of one name",
        "tornado[1].levers[1].lowe": "no key 'lowe'",
        "tornado[1].levers[2]": "no column 'huors'",
        "tornado[2].levers": "at least 1",
    }
    assert set(said) == set(expected)
    for place, rule in expected.items():
        assert rule in said[place], place
    assert "'base'" in told["scenario[2].bases"].remedy
    assert "'hours'" in told["scenario[1].edits[3]"].remedy
    assert told["scenario[1].edits[2]"].value == "lines.hours * 0.5"


NAMES = [
    ('name = "a/b"', "letters, digits", "a_b"),
    ('name = ".hidden"', "letters, digits", "hidden"),
    ('name = ""', "letters, digits", "scenario_1"),
    ('name = "base"', "kept for the unedited instance", "another"),
    ('name = "other"', "stands in scenario[1] already", "rename"),
    ('name = "OTHER"', "cannot tell apart", "rename"),
    ('name = "n"\nbase = ["othre"]', "'othre' is no scenario", "'other'"),
    ('name = "n"\nbase = ["n"]', "builds on itself: n -> n", "'n'"),
    ('name = "n"\nwith = ["nowhere"]', "no such folder", "study file"),
]


@pytest.mark.parametrize(("keys", "rule", "remedy"), NAMES)
def test_names_bases_and_folders(tmp_path: Path, keys: str, rule: str, remedy: str) -> None:
    edits = 'edits = ["lines.hours *= 0.5"]'
    (problem,) = complaints(
        tmp_path, f'name = "s"\n[[scenario]]\nname = "other"\n{edits}\n[[scenario]]\n{keys}\n{edits}'
    )
    assert problem.column.startswith("scenario[2]")
    assert rule in problem.rule
    assert remedy in problem.remedy


def test_a_chain_of_bases_that_ends_in_itself_is_shown_once(tmp_path: Path) -> None:
    text = 'name = "s"\n' + "".join(
        f'[[scenario]]\nname = "{a}"\nbase = ["{b}"]\n' for a, b in ("ab", "bc", "ca", "da")
    )
    (problem,) = complaints(tmp_path, text)
    assert "a -> b -> c -> a" in problem.rule


def test_names_are_unique_across_sweeps_and_tornados(tmp_path: Path) -> None:
    text = STUDY + '[[scenario]]\nname = "figures_hours_low"\nedits = ["lines.hours *= 2"]\n'
    (problem,) = complaints(tmp_path, text)
    assert problem.column == "tornado[1]"
    assert "scenario[5]" in problem.rule
    with pytest.raises(InputError, match="letters, digits"):
        expand(Study(name="s", sweeps=[{"name": "a/b", "edit": "lines.hours *= {}", "values": [1]}]))


@pytest.mark.parametrize(
    ("text", "message"),
    [("name = ", "not valid TOML"), ('name = "s"', "asks nothing"), ('about = "s"', "'name' is missing")],
)
def test_files_that_are_no_study(tmp_path: Path, text: str, message: str) -> None:
    assert message in complaints(tmp_path, text)[0].rule
    with pytest.raises(InputError, match="does not exist"):
        read_study(tmp_path / "nowhere.toml")


def test_one_question_is_a_scenario_named_after_its_edits() -> None:
    one = scenario_of(["grades[product=Li2CO3].price *= 0.67"])
    assert (one.name, len(one.edits)) == ("grades_product_Li2CO3.price_x_0.67", 1)
    both = scenario_of([HALF, "grades.price /= 2 @ 5..8"])
    assert (both.name, len(both.edits)) == ("lines.hours_x_0.5+grades.price_by_2_in_5_to_8", 2)
    names = {
        scenario_of([f"streams[stream='{stream}'].gate_fee = 5 USD/t"]).name for stream in ("ä b", "ö b", "a b", "a_b")
    }
    long = scenario_of([HALF] * 30).name
    assert len(names) == 4
    assert all(re.fullmatch(r"[A-Za-z0-9_+-][A-Za-z0-9_.+-]*", name) for name in {*names, long, one.name})
    assert len(long) <= 80
    with pytest.raises(InputError) as caught:
        scenario_of(["lines.hours * 2", "lines"])
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError, match="no edit"):
        scenario_of([])


def test_the_page_of_studies_is_in_step_with_the_code(tmp_path: Path) -> None:
    page = (INSTANCES / "STUDIES.md").read_text(encoding="utf-8")
    rewrite = "from opt.study import study_page; print(study_page(), end='')"
    assert page == study_page(), f'run: python -c "{rewrite}" > instances/STUDIES.md'
    keys = {field.alias or name for _, model in SECTIONS for name, field in model.model_fields.items()}
    assert all(f"| `{key}` |" in page for key in keys)
    edits = re.findall(r"^\| `(.*?)` \| .* \|$", page.split("## Periods")[0], flags=re.M)
    assert len(edits) > 10
    assert all(parse_edit(text.replace("\\|", "|")) for text in edits)
    example = page.split("```toml\n")[1].split("```")[0]
    assert len(expand(read_text(tmp_path, example))) == 13


def test_the_schema_names_every_key() -> None:
    schema = study_schema()
    assert set(schema["properties"]) == {"name", "about", "options", "scenario", "sweep", "tornado"}
    assert "with" in schema["$defs"]["ScenarioEntry"]["properties"]
    assert all(
        "description" in one for name in ("Lever", "TabledEdit") for one in schema["$defs"][name]["properties"].values()
    )


def test_a_study_made_in_python_is_checked_like_a_file() -> None:
    study = Study(name="s", scenarios=[{"name": "half", "edits": [HALF]}])
    assert [one.name for one in expand(study)] == ["half"]
    with pytest.raises(ValidationError, match="no such operator"):
        Study(name="s", scenarios=[{"name": "half", "edits": ["lines.hours * 5"]}])

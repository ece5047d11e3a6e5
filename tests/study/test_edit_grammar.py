"""Edits as text: what is read, what is refused and where, and that what is written is read back equal."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opt.study.edits import Condition, Edit, edit_of, edit_problems, parse_edit, written
from opt.tables import InputError

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")) | st.sampled_from(" *?\\\"'|[]{},=@."),
                min_size=1, max_size=8)  # fmt: skip
WORDS = st.sampled_from(["grades", "lines", "price", "hours", "product", "insertion"])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PATTERNS = st.lists(st.sampled_from(["*", "?", "\\*", "\\?", "\\\\", "a", "Li2", " ", ",", "]", "é"]), max_size=6).map(
    "".join
)
CONDITIONS = st.builds(Condition, WORDS, st.lists(PATTERNS, min_size=1, max_size=3).map(tuple), st.booleans())
VALUES = st.one_of(
    NUMBERS, st.booleans(), NAMES, st.just(""), st.lists(NAMES, min_size=2, max_size=3).map(tuple),
    st.sampled_from(["20 USD/kg", "-5 day", "1.50", "007", "2026-01-05", "wt%", "3e5", "true", "5"]),
)  # fmt: skip
PERIODS = st.lists(
    st.sampled_from(["5", "W01", "2026-01-05", "5..8", "week 1", "week 1..week 3", "a,b"]), max_size=3
).map(tuple)  # fmt: skip
WHERE = st.lists(CONDITIONS, max_size=2).map(tuple)
FACTORS = NUMBERS | st.sampled_from([1 / Fraction("0.67"), 1 / Fraction("1e-9"), 1 / Fraction("-3.25")])
NAMED = st.one_of(NAMES, st.lists(NAMES, min_size=2, max_size=3).map(tuple))
EDITS = st.one_of(
    st.builds(Edit, st.just("set"), WORDS, WHERE, WORDS, VALUES, periods=PERIODS),
    st.builds(Edit, st.just("multiply"), WORDS, WHERE, WORDS, FACTORS, periods=PERIODS),
    st.builds(Edit, st.just("add"), WORDS, WHERE, WORDS, NUMBERS | NAMED, periods=PERIODS),
    st.builds(Edit, st.just("remove"), WORDS, WHERE, WORDS, NAMED, periods=PERIODS),
    st.builds(Edit, st.just("insert"), WORDS, row=st.dictionaries(WORDS, VALUES, max_size=3), periods=PERIODS),
    st.builds(Edit, st.sampled_from(["delete", "normalise"]), WORDS, WHERE, periods=PERIODS),
)


@settings(max_examples=120, deadline=None)
@given(EDITS)
def test_what_is_written_is_read_back_equal(edit: Edit) -> None:
    text = written(edit)
    again = parse_edit(text)
    assert again == edit, text
    assert written(again) == text


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("grades[product=Li2CO3].price *= 0.67",
         Edit("multiply", "grades", (Condition("product", ("Li2CO3",)),), "price", 0.67)),
        ("lines.hours /= 2", Edit("multiply", "lines", (), "hours", Fraction(1, 2))),
        ("lines.hours *= 50 %", Edit("multiply", "lines", (), "hours", 0.5)),
        ("lines.hours -= 8", Edit("add", "lines", (), "hours", -8.0)),
        ("lines.hours -= 1 day @ 5", Edit("add", "lines", (), "hours", "-1 day", periods=("5",))),
        ("lines.capabilities -= inert|dry", Edit("remove", "lines", (), "capabilities", ("inert", "dry"))),
        ("lines.zone = 'wet, hall'", Edit("set", "lines", (), "zone", "wet, hall")),
        ("a[b=c|d*, e!='*'].f = 1 @ 5, 6..8",
         Edit("set", "a", (Condition("b", ("c", "d*")), Condition("e", ("\\*",), True)), "f", 1.0,
              periods=("5", "6..8"))),
        ("a.f=1@'w 1' .. 'w 3'", Edit("set", "a", (), "f", 1.0, periods=("w 1..w 3",))),
        ("insert arrivals { stream = S01 , mass = 40 t } @ 3",
         Edit("insert", "arrivals", row={"stream": "S01", "mass": "40 t"}, periods=("3",))),
        ("delete setups", Edit("delete", "setups")),
        ("normalize composition[stream=A]", Edit("normalise", "composition", (Condition("stream", ("A",)),))),
        ("settings.solve.gap = 0.005", Edit("set", "settings", (), "solve.gap", 0.005)),
        ("streams.intact = false", Edit("set", "streams", (), "intact", False)),
        ("periods.start = 2026-01-05", Edit("set", "periods", (), "start", "2026-01-05")),
        ("areas[capacity=''].capacity = 5", Edit("set", "areas", (Condition("capacity", ("",)),), "capacity", 5.0)),
    ],
)  # fmt: skip
def test_texts_say_these_edits(text: str, edit: Edit) -> None:
    assert parse_edit(text) == edit
    assert parse_edit(text).text == text


@pytest.mark.parametrize(
    ("text", "sign", "what"),
    [
        ("", 1, "the table is missing"),
        ("lines", 6, "'.' is missing"),
        ("lines.", 7, "the column is missing"),
        ("lines.hours", 12, "no such operator"),
        ("lines.hours == 5", 14, "no such operator"),
        ("lines.hours * 0.5", 13, "no such operator"),
        ("lines.hours =", 14, "the value is missing"),
        ("lines.hours *= much", 16, "a factor is a number"),
        ("lines.hours *= 2 USD", 16, "a factor is a number"),
        ("lines.hours /= 0", 16, "divided by 0"),
        ("lines.hours = 1,5", 15, "the sign ',' in a value"),
        ("lines.hours *= {}", 16, "the sign '{' in a value"),
        ("lines.zone = wet hall", 14, "a blank within a name"),
        ("lines.zone = 'wet hall", 14, "is not closed"),
        ("lines.zone = wet'hall'", 17, "a quotation mark within"),
        ("lines.capabilities = a||b", 22, "cannot be told apart"),
        ("lines[line>5].hours = 1", 11, "compare by = or !="),
        ("lines[line].hours = 1", 11, "compare by = or !="),
        ("lines[line=].hours = 1", 12, "a value is missing"),
        ("lines[line=a b].hours = 1", 14, "',' is missing"),
        ("lines[line=a.hours = 1", 20, "',' is missing"),
        ("lines.hours = 1 @", 18, "name of a period is missing"),
        ("lines.hours = 1 @ 5..", 19, "name of a period is missing"),
        ("lines.hours = 1 @ 5 6", 21, "goes on"),
        ("delete lines.hours", 13, "goes on"),
        ("insert lines", 13, "'{' is missing"),
        ("insert lines{line=a", 20, "',' is missing"),
        ("insert lines{line=a, line=b}", 22, "stands twice"),
        ("insert lines{hours}", 19, "'=' is missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_place(text: str, sign: int, what: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_edit(text)
    (problem,) = caught.value.problems
    assert problem.value == text
    assert problem.remedy
    assert problem.rule.startswith(f"sign {sign},"), problem.rule
    assert what in problem.rule


def test_a_decimal_comma_is_named_as_such() -> None:
    with pytest.raises(InputError, match=r"write 1\.5"):
        parse_edit("lines.hours = 1,5")


@pytest.mark.parametrize(
    ("text", "rule", "remedy"),
    [
        ("linse.hours = 5", "no table 'linse'", "'lines'"),
        ("lines.huors = 5", "no column 'huors'", "'hours'"),
        ("lines[lien=a].hours = 5", "no column 'lien'", "'line'"),
        ("lines.line = a", "part of the key", "delete the row and insert"),
        ("lines.hours = many", "text in a column of numbers", "write a number"),
        ("lines.hours = a|b", "several values in a column of numbers", "write a number"),
        ("lines.hours = ''", "must not be empty", "manned"),
        ("lines.zone *= 2", "cannot be changed so", "only ="),
        ("lines.capabilities *= 2", "cannot be changed so", "+= and -= with names"),
        ("lines.hours -= inert", "cannot be changed so", "with a number"),
        ("streams.intact = perhaps", "neither true nor false", "true or false"),
        ("streams.intact += 1", "cannot be changed so", "only ="),
        ("periods.start = soon", "not a date", "YYYY-MM-DD"),
        ("lines[line=*].hours = 5", "every row meets", "quote"),
        ("lines[hours=many].hours = 5", "in a condition", "number"),
        ("lines.hour_cost = 5 @ 3", "same in all periods", "lines.hours"),
        ("delete lines[line=a] @ 3", "same in all periods", "leave out"),
        ("normalise lines", "need not sum to 1", "composition"),
        ("normalise composition @ 3", "same in all periods", "leave out"),
        ("insert lines{line=a}", "column hours is missing", "manned"),
        ("insert lines{line=a, hours=5, huors=6}", "no column 'huors'", "'hours'"),
        ("insert lines{line=a, hours=many}", "text in a column of numbers", "write a number"),
        ("insert arrivals{stream=A, period=1, mass=2} @ 1", "named twice", "behind '@'"),
        ("settings.carbon_prise = 5", "no setting", "'carbon_price'"),
        ("settings.currency = EUR", "converted", "instance.toml"),
        ("settings.exchange_rates.EUR.rate *= 1.1", "converted", "grades.price"),
        ("settings.name = other", "no part of a question", "scenario"),
        ("settings.library = none", "cannot be exchanged", "library"),
        ("settings.maturity *= 2", "cannot be changed so", "maturities"),
        ("settings.carbon_price = much", "text in a column of numbers", "write a number"),
        ("settings[a=b].carbon_price = 5", "neither rows nor periods", "settings.carbon_price"),
        ("delete settings", "settings are not rows", "settings.carbon_price"),
    ],
)  # fmt: skip
def test_what_no_instance_can_take_is_refused(text: str, rule: str, remedy: str) -> None:
    problems = edit_problems(parse_edit(text))
    assert len(problems) == 1, problems
    assert rule in problems[0].rule
    assert remedy in problems[0].remedy
    assert problems[0].value == text


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        ({"table": "grades", "where": {"product": ["Li2CO3", "LiOH"]}, "multiply": {"price": 0.67}},
         ["grades[product=Li2CO3|LiOH].price *= 0.67"]),
        ({"table": "setups", "where": {"line": "!kiln"}, "divide": {"hours": 2, "cost": 4}},
         ["setups[line!=kiln].hours /= 2", "setups[line!=kiln].cost /= 4"]),
        ({"table": "lines", "set": {"hours": "5 day", "capabilities": ["a", "b"]}, "periods": [5, "6..8"]},
         ["lines.hours = 5 day @ 5,6..8", "lines.capabilities = a|b @ 5,6..8"]),
        ({"table": "lines", "add": {"hours": 8}}, ["lines.hours += 8"]),
        ({"table": "lines", "where": {"hours": 100}, "remove": {"capabilities": "inert"}},
         ["lines[hours=100].capabilities -= inert"]),
        ({"table": "arrivals", "insert": {"stream": "A", "mass": 3}, "periods": [2]},
         ["insert arrivals{stream=A, mass=3} @ 2"]),
        ({"table": "setups", "where": {"line": "k*"}, "delete": True}, ["delete setups[line=k*]"]),
        ({"table": "composition", "normalise": True}, ["normalise composition"]),
    ],
)  # fmt: skip
def test_a_table_says_the_same_as_its_text(table: dict[str, object], texts: list[str]) -> None:
    assert edit_of(table) == tuple(parse_edit(text) for text in texts)
    assert [edit.text for edit in edit_of(table)] == [written(parse_edit(text)) for text in texts]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"table": "lines"}, "does one thing, this one nothing"),
        ({"table": "lines", "delete": True, "set": {"hours": 5}}, "set and delete"),
        ({"set": {"hours": 5}}, "'table' is missing"),
        ({"table": "lines", "multipy": {"hours": 2}}, "'multiply'"),
        ({"table": "lines", "multiply": {"hours": "much"}}, "number"),
        ({"table": "lines", "divide": {"hours": 0}}, "divided by 0"),
        ({"table": "lines", "where": {"line": ["a", "!b"]}, "delete": True}, "some values are excluded"),
        (7, "a text or a table"),
    ],
)
def test_tables_that_are_no_edit_are_refused(table: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        edit_of(table)

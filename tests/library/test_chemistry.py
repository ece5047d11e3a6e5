"""Formulas: what can be written, what is refused, and figures computed elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_compositions import PUBLISHED

from opt.library import load_library
from opt.library.chemistry import element_fractions, molar_mass, parse_formula

MASSES = dict(zip(load_library()["elements"]["element"], load_library()["elements"]["atomic_mass"], strict=True))


@pytest.mark.parametrize(
    ("formula", "atoms"),
    [
        ("Cu", {"Cu": 1}),
        ("Co", {"Co": 1}),
        ("CO", {"C": 1, "O": 1}),
        ("Li6.4La3Zr1.4Ta0.6O12", {"Li": 6.4, "La": 3, "Zr": 1.4, "Ta": 0.6, "O": 12}),
        ("Li1.3Al0.3Ti1.7(PO4)3", {"Li": 1.3, "Al": 0.3, "Ti": 1.7, "P": 3, "O": 12}),
        ("[Co(NH3)6]Cl3", {"Co": 1, "N": 6, "H": 18, "Cl": 3}),
        ("NiSO4.6H2O", {"Ni": 1, "S": 1, "O": 10, "H": 12}),
        ("NiSO4·6H2O", {"Ni": 1, "S": 1, "O": 10, "H": 12}),
        ("Na2CO3.10H2O", {"Na": 2, "C": 1, "O": 13, "H": 20}),
        ("MnSO4.H2O", {"Mn": 1, "S": 1, "O": 5, "H": 2}),
        ("CaSO4*0.5H2O", {"Ca": 1, "S": 1, "O": 4.5, "H": 1}),
        ("CaSO4.0.5H2O", {"Ca": 1, "S": 1, "O": 4.5, "H": 1}),
        ("LiNi0.8Co0.1Mn0.1O2.2H2O", {"Li": 1, "Ni": 0.8, "Co": 0.1, "Mn": 0.1, "O": 4, "H": 4}),
        ("(C2H4O)n", {"C": 2, "H": 4, "O": 1}),
        ("(C2H4O)18.C2F6LiNO4S2", {"C": 38, "H": 72, "O": 22, "F": 6, "Li": 1, "N": 1, "S": 2}),
        ("Li₂CO₃", {"Li": 2, "C": 1, "O": 3}),
        (" Li6 P S5 Cl ", {"Li": 6, "P": 1, "S": 5, "Cl": 1}),
    ],
)
def test_formula_gives_atoms(formula: str, atoms: dict[str, float]) -> None:
    assert parse_formula(formula) == pytest.approx(atoms)


@pytest.mark.parametrize(
    ("formula", "complaint"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("Li(OH", "')' is missing"),
        ("LiOH)2", "sign 5"),
        ("li2O", "'l' is no element"),
        ("Li0", "count of zero"),
        ("Li2.", "nothing follows"),
        ("Li..O", "'.' is no element"),
        ("()2", "empty bracket"),
        ("Li+", "'+' is no element"),
        ("(C2H4O)m", "'m' is no element"),
        ("5", "no element"),
        ("NiSO4·", "nothing follows"),
    ],
)
def test_bad_formula_is_named_with_its_place(formula: str, complaint: str) -> None:
    with pytest.raises(ValueError, match="formula") as error:
        parse_formula(formula)
    assert complaint in str(error.value)


def test_unknown_element_is_named() -> None:
    with pytest.raises(ValueError, match=r"'LiXx2': Xx not in the table of elements"):
        molar_mass("LiXx2", MASSES)


@pytest.mark.parametrize("formula", PUBLISHED)
def test_figures_computed_elsewhere(formula: str) -> None:
    mass, fractions = PUBLISHED[formula]
    assert molar_mass(formula, MASSES) == pytest.approx(mass, rel=1e-4)
    assert element_fractions(formula, MASSES) == pytest.approx(fractions, abs=1e-4)


def test_lithium_carbonate_by_hand() -> None:
    """2 x 6.94 + 12.011 + 3 x 15.999 = 73.888; lithium 13.88 / 73.888."""
    assert molar_mass("Li2CO3", MASSES) == pytest.approx(73.888)
    assert element_fractions("Li2CO3", MASSES)["Li"] == pytest.approx(13.88 / 73.888)


COUNTS = st.dictionaries(
    st.sampled_from(sorted(MASSES)), st.decimals(min_value="0.01", max_value=50, places=2), min_size=1, max_size=6
)


@given(COUNTS)
def test_any_formula_is_read_back_and_its_fractions_sum_to_one(counts: dict[str, object]) -> None:
    formula = "".join(f"{element}{count}" for element, count in counts.items())
    assert parse_formula(formula) == pytest.approx({e: float(str(c)) for e, c in counts.items()})
    assert sum(element_fractions(formula, MASSES).values()) == pytest.approx(1.0, abs=1e-12)

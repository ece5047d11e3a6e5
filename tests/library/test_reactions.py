"""Reactions are read, balanced and weighed; what is no reaction says why."""

from __future__ import annotations

import pytest

from opt.library.reactions import Reaction, imbalance, mass_yield, parse_reaction, reaction_of

MASSES = {"H": 1.008, "O": 15.999, "Li": 6.94, "S": 32.06, "P": 30.974, "Al": 26.982}


def test_numbers_are_whole_decimal_or_fractions() -> None:
    assert parse_reaction("Li + H2O -> LiOH + 1/2 H2") == Reaction({"Li": 1, "H2O": 1}, {"LiOH": 1, "H2": 0.5})
    assert parse_reaction("2.5 Li0.4H -> Li + 5/2 H").left == {"Li0.4H": 2.5}


def test_balance_counts_atoms() -> None:
    assert imbalance(parse_reaction("2 Al + 3 H2SO4 -> Al2(SO4)3 + 3 H2")) == {}
    assert imbalance(parse_reaction("Li + H2O -> LiOH + H2")) == {"H": 1.0}
    assert imbalance(parse_reaction("Li2S -> Li")) == {"Li": -1.0, "S": -1.0}
    assert imbalance(parse_reaction("3 LiO -> 2.9999999999999 LiO + 0.0000000000001 LiO")) == {}


def test_yield_by_mass() -> None:
    """2 Li2S are 91.88 g and give 2 H2S, 68.152 g."""
    reaction = parse_reaction("2 Li2S + 4 H2O -> 4 LiOH + 2 H2S")
    assert mass_yield(reaction, "H2S", "Li2S", MASSES) == pytest.approx(68.152 / 91.88)
    with pytest.raises(ValueError, match="does not turn H2S into Li2S"):
        mass_yield(reaction, "Li2S", "H2S", MASSES)


def test_a_source_states_its_reaction_behind_a_word() -> None:
    found = reaction_of("factor: Li2S + 2 H2O -> 2 LiOH + H2S; release: all")
    assert found == parse_reaction("Li2S + 2 H2O -> 2 LiOH + H2S")
    assert reaction_of("factor: Li + H2O -> LiOH + 1/2 H2, 222.65 kJ/mol Li; release: all") is not None
    assert reaction_of("planning estimate: 12 L per kg; A -> B") is None
    assert reaction_of("factor: all of it; release: all -> most") is None


@pytest.mark.parametrize(
    "text", ["Li + H2O", "Li -> ", "Li -> H2 -> H", "Li + -> H", "two Li -> H", "0 Li -> H", "1/0 Li -> H", "li -> H"]
)
def test_what_is_no_reaction(text: str) -> None:
    with pytest.raises(ValueError, match=r"reaction|formula"):
        parse_reaction(text)

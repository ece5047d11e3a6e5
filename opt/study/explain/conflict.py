"""Which limits cannot all hold. An elastic filter gathers limits among which there is a conflict; a deletion filter
lets one after another of them go, and leaves it so where what is left is still impossible. What remains is irreducible:
without any one of it there is a plan.

J. W. Chinneck, E. W. Dravnieks: Locating minimal infeasible constraint sets in linear programs. ORSA Journal on
Computing 3 (1991) 157-168.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from opt.solve.elastic import Elastic
from opt.solve.elastic_limits import Stated
from opt.solve.way_out import Keeper, Kept
from opt.study.explain.amounts import NOTHING

PIECES = 60
"""So many limits of single periods are told apart at most."""


@dataclass(frozen=True)
class Group:
    """A limit at a place, in all or in some periods; ``members`` are positions among what may give way."""

    stated: Stated
    periods: tuple[str, ...]
    members: tuple[int, ...]


@dataclass(frozen=True)
class Conflict:
    """Limits that cannot all hold. ``irreducible`` where each is needed for that; else ``undecided`` names those of
    which it was not found out within the limits of time and nodes. ``linear`` where not even fractions of set-ups,
    lots and other yes-or-no decisions keep them."""

    groups: tuple[Group, ...]
    undecided: tuple[Group, ...]
    linear: bool

    @property
    def irreducible(self) -> bool:
        """True where no limit can be left out."""
        return not self.undecided


def groups_of(model: Elastic) -> list[Group]:
    """The limits, each at its place with all its periods."""
    found: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for position, give in enumerate(model.gives):
        found.setdefault((give.stated.kind, give.stated.place), []).append(position)
    return [_group(model, members) for members in found.values()]


def conflict(model: Elastic, keeper: Keeper) -> Conflict | None:
    """A set of limits that cannot all hold; None where all can, or where that could not be decided."""
    groups = groups_of(model)
    linear = keeper.linear(_firm(model, groups)).possible is False
    if not linear and (keeper.whole or keeper.mixed(_firm(model, groups)).possible is not False):
        return None
    ask = keeper.linear if linear else keeper.mixed
    groups, undecided = _filtered(model, _gathered(model, groups, ask), ask)
    if linear and not keeper.whole and not undecided:
        groups, undecided = _filtered(model, groups, keeper.mixed)
        linear = keeper.linear(_firm(model, groups)).possible is False
        ask = keeper.linear if linear else keeper.mixed
    if not undecided:
        groups = _split(model, groups, ask)
    return Conflict(tuple(_joined(model, groups)), tuple(_joined(model, undecided)), linear)


Ask = Callable[[Sequence[bool]], Kept]


def _gathered(model: Elastic, groups: Sequence[Group], ask: Ask) -> list[Group]:
    """Groups among which there is a conflict: nothing holds at first, and what a cheap point breaks holds from then
    on, until there is no point left. All groups where a question was not answered."""
    held: list[Group] = []
    while True:
        kept = ask(_firm(model, held))
        if kept.possible is False:
            return held
        x = kept.x
        broken = [] if x is None else [
            group for group in groups
            if group not in held and any(x[model.gives[member].column] > NOTHING for member in group.members)
        ]  # fmt: skip
        if not broken:
            return list(groups)
        held += broken


def _filtered(model: Elastic, groups: Sequence[Group], ask: Ask) -> tuple[list[Group], list[Group]]:
    """What remains of the groups, and those of the remaining ones that were not decided on."""
    remaining, undecided = list(groups), []
    for group in groups:
        without = [other for other in remaining if other is not group]
        possible = ask(_firm(model, without)).possible
        if possible is False:
            remaining = without
        elif possible is None:
            undecided.append(group)
    return remaining, undecided


def _split(model: Elastic, groups: Sequence[Group], ask: Ask) -> list[Group]:
    """The groups by single periods, filtered again, where these are not too many and all of it is decided."""
    pieces = [_group(model, [member]) if group.stated.period else group for group in groups for member in
              (group.members if group.stated.period else group.members[:1])]  # fmt: skip
    if len(pieces) > PIECES or len(pieces) == len(groups):
        return list(groups)
    remaining, undecided = _filtered(model, pieces, ask)
    return list(groups) if undecided else remaining


def _group(model: Elastic, members: Sequence[int]) -> Group:
    stated = model.gives[members[0]].stated
    periods = tuple(dict.fromkeys(model.gives[member].stated.period for member in members))
    return Group(stated, periods, tuple(members))


def _joined(model: Elastic, groups: Sequence[Group]) -> list[Group]:
    """Pieces of one limit put together again."""
    found: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for group in groups:
        found.setdefault((group.stated.kind, group.stated.place), []).extend(group.members)
    return [_group(model, sorted(members)) for members in found.values()]


def _firm(model: Elastic, groups: Sequence[Group]) -> list[bool]:
    held = {member for group in groups for member in group.members}
    return [position in held for position in range(len(model.gives))]

"""What the families read: the network, the parameters, what can arrive, and the network turned round."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from opt.model.intake import Intake, intakes
from opt.model.reach import Reach, reach_of
from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.tables.problems import Problem

NO_LINE = ""
"""Line of an operation that needs none, in the index of **treat**."""


@dataclass(frozen=True)
class Data:
    """``inflows[n]`` the operations that give fraction n with their yield (t/t), ``feeds[n]`` those it is fed to,
    ``lines[o]`` the lines of an operation. ``tight`` asks for the smallest linking bounds and the extra inequalities;
    ``intake[l,c]`` of the campaigns is there for them. Families put what cannot be planned into ``problems``."""

    network: Network
    parameters: Parameters
    reach: Reach
    intake: Mapping[tuple[str, str], Intake]
    tight: bool
    inflows: Mapping[str, tuple[tuple[str, float], ...]]
    feeds: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, tuple[str, ...]]
    problems: list[Problem] = field(default_factory=list)


def data_of(network: Network, parameters: Parameters, *, tight: bool, without: Collection[str] = ()) -> Data:
    """The data of a model without some families."""
    inflows: dict[str, list[tuple[str, float]]] = {}
    feeds: dict[str, list[str]] = {}
    for name, operation in network.operations.items():
        feeds.setdefault(operation.fraction, []).append(name)
        for target, share in operation.fractions.items():
            inflows.setdefault(target, []).append((name, share))
    reach = reach_of(network, parameters, without)
    return Data(
        network=network,
        parameters=parameters,
        reach=reach,
        intake=intakes(network, parameters, reach, without) if tight else {},
        tight=tight,
        inflows={n: tuple(inflows.get(n, ())) for n in network.fractions},
        feeds={n: tuple(feeds.get(n, ())) for n in network.fractions},
        lines={name: tuple(operation.lines) or (NO_LINE,) for name, operation in network.operations.items()},
    )

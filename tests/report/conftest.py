"""The hand-made plan of instances/tiny as fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import make_plan, with_treatment

from opt.instance import Instance, read
from opt.network import Network, build_network
from opt.network.parameters import Parameters, build_parameters
from opt.plan.plan import Plan, with_derived
from opt.report import derive
from opt.report.frames import derived_frame

TINY = Path(__file__).parents[2] / "instances" / "tiny"


@pytest.fixture(scope="session")
def tiny() -> Instance:
    return read(TINY)


@pytest.fixture(scope="session")
def network(tiny: Instance) -> Network:
    return build_network(tiny)


@pytest.fixture(scope="session")
def parameters(tiny: Instance, network: Network) -> Parameters:
    return build_parameters(tiny, network)


@pytest.fixture(scope="session")
def bare(tiny: Instance, network: Network) -> Plan:
    """The plan without derived tables."""
    return make_plan(tiny, with_treatment(network))


@pytest.fixture(scope="session")
def plan(bare: Plan, network: Network, parameters: Parameters) -> Plan:
    """The plan with its derived tables."""
    return with_derived(bare, {**derive(bare, network, parameters), "binding": derived_frame("binding", [])})

"""The model as a whole: documented formulas, tight against plain, enumeration, a second solver, properties."""

from __future__ import annotations

import itertools
import re
from functools import cache
from pathlib import Path
from typing import Any

import pyomo.environ as pyo
import pyscipopt
import pytest
from model_cases import fraction_of, instance_of, network_of, operation_of, optimise, output_of, values
from random_cases import random_case

from opt.model import FAMILIES, build
from opt.model.families import MODULES, constraints_of
from opt.model.variables import ATTRIBUTE, BINARY
from opt.schema import VARIABLES
from opt.tables.problems import InputError

SEEDS = range(8)
FORMULA = re.compile(r"^(\w+)\[([\w,]+)\]: ")


def test_every_formula_belongs_to_a_constraint_of_that_arity() -> None:
    seen: set[str] = set()
    documented = {
        match[1]: len(match[2].split(","))
        for family in FAMILIES
        for constraint in constraints_of(family, tight=True)
        for match in [FORMULA.match(constraint.__doc__ or "")]
        if match
    }
    for seed in SEEDS:
        for constraint in build(*random_case(seed)).component_objects(pyo.Constraint):
            for index in constraint:
                arity = len(index) if isinstance(index, tuple) else 1
                assert documented[constraint.name] == arity, constraint.name
                seen.add(constraint.name)
    assert seen == set(documented)
    assert {c.__name__ for family in FAMILIES for c in constraints_of(family, tight=True)} == set(documented)


def test_families_are_the_modules_that_state_rows() -> None:
    folder = Path(str(MODULES[0].__file__)).parent
    stating = {path.stem for path in folder.glob("*.py") if re.search(r"^ROWS = ", path.read_text("utf-8"), re.M)}
    assert stating == set(FAMILIES)
    assert FAMILIES == (
        "balance",
        "age",
        "capacity",
        "campaign",
        "storage",
        "safety",
        "purity",
        "market",
        "resources",
        "routing",
    )


def test_variables_bear_the_names_and_index_of_the_result_tables() -> None:
    model = build(*random_case(2))
    declared = {variable.name: variable for variable in model.component_objects(pyo.Var)}
    assert list(declared) == list(VARIABLES)
    for name, variable in declared.items():
        assert all(len(index) == len(VARIABLES[name].key) for index in variable)
        assert all(single.is_binary() == (name in BINARY) for single in variable.values())
        assert getattr(model, ATTRIBUTE.get(name, name)) is variable


@cache
def optimum(seed: int) -> float:
    """The value of a random case."""
    return optimise(build(*random_case(seed)))


@pytest.mark.parametrize("seed", SEEDS)
def test_plain_and_tight_have_the_same_optimum(seed: int) -> None:
    plain = build(*random_case(seed), formulation="plain")
    assert optimum(seed) == pytest.approx(optimise(plain), rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_tight_relaxation_is_no_weaker(seed: int) -> None:
    bounds = {}
    for formulation in ("tight", "plain"):
        model = build(*random_case(seed), formulation=formulation)  # type: ignore[arg-type]
        pyo.TransformationFactory("core.relax_integer_vars").apply_to(model)
        bounds[formulation] = optimise(model)
    assert bounds["tight"] <= bounds["plain"] * (1 + 1e-9)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_doubling_prices_and_costs_doubles_the_value(seed: int) -> None:
    assert optimise(build(*random_case(seed, money=2.0))) == pytest.approx(2 * optimum(seed), rel=1e-6)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_more_hours_never_hurt(seed: int) -> None:
    once = optimum(seed)
    assert optimise(build(*random_case(seed, hours=1.3))) >= once - 1e-6 * abs(once)


@pytest.mark.parametrize("family", FAMILIES)
def test_leaving_a_family_out_keeps_the_model_bounded_and_never_hurts(family: str) -> None:
    less = build(*random_case(7), without=[family])
    ours = {constraint.__name__ for constraint in constraints_of(family, tight=True)}
    assert not ours & {constraint.name for constraint in less.component_objects(pyo.Constraint)}
    assert optimise(less) >= optimum(7) - 1e-3


def test_unknown_family_is_named() -> None:
    with pytest.raises(ValueError, match="no such family: balanse; there are balance, age"):
        build(*random_case(0), without=["balanse"])


def scip_optimum(path: Path) -> float:
    scip = pyscipopt.Model()
    scip.hideOutput()
    scip.readProblem(str(path))
    scip.setParam("limits/gap", 0.0)
    scip.optimize()
    assert scip.getStatus() == "optimal"
    return float(scip.getObjVal())


@pytest.mark.parametrize("seed", [0, 1, 6])
def test_a_second_solver_finds_the_same(seed: int, tmp_path: Path) -> None:
    model = build(*random_case(seed))
    path = tmp_path / "mini.mps"
    model.write(str(path))
    assert scip_optimum(path) == pytest.approx(optimum(seed), rel=1e-6)


def mini() -> tuple[Any, Any]:
    """Two campaigns with set-ups on one line over two periods: eight run and set-up states to enumerate."""
    instance = instance_of(
        periods=[{"period": t, "hours": 100.0} for t in ("1", "2")],
        streams=[{"stream": s} for s in "AB"],
        arrivals=[
            {"stream": s, "period": t, "mass": m}
            for s, t, m in (("A", "1", 3.0), ("A", "2", 4.0), ("B", "1", 4.0), ("B", "2", 2.0))
        ],
        lines=[{"line": "L", "hours": 90.0, "hour_cost": 1.0, "initial_campaign": "b"}],
        setups=[
            {"line": "L", "campaign": "a", "hours": 12.0, "cost": 150.0, "minimum_lot": 1.0},
            {"line": "L", "campaign": "b", "hours": 9.0, "cost": 90.0},
        ],
        areas=[{"area": "yard", "capacity": 5.0, "cost": 4.0}],
        grades=[{"product": "P", "grade": "g", "price": 500.0}, {"product": "P", "grade": "offspec", "price": 0.0}],
    )
    network = network_of(
        [fraction_of(s, end_value=-300.0, outlets={"dump": 200.0}) for s in "AB"],
        [
            operation_of(s, "k", {"L": (0.08, s.lower())}, {"P": output_of("P", share)})
            for s, share in (("A", 1.0), ("B", 0.9))
        ],
    )
    return instance, network


def test_enumeration_of_all_campaign_sequences_finds_the_same() -> None:
    """Every sequence of states of the line in each period (from the one it starts in), every choice of what runs. A
    state that is left and set up again within a period is not carried out of it (CLSP-L): such patterns have no plan.
    """
    model = build(*mini())
    optimum = optimise(model)
    assert sum(values(model, "setup").values()) > 0
    solver = pyo.SolverFactory("appsi_highs")
    patterns = [
        (first, second, running)
        for first in SEQUENCES["b"]
        for second in SEQUENCES[first[-1]]
        for running in itertools.product(*(subsets(set(visited)) for visited in (first, second)))
    ]
    assert len(patterns) > 50
    best = max(
        value_of_pattern(model, solver, {"1": first, "2": second}, dict(zip("12", running, strict=True)))
        for first, second, running in patterns
    )
    assert best == pytest.approx(optimum, rel=1e-9)


SEQUENCES = {state: [state, state + other, state + other + state] for state, other in ("ab", "ba")}


def subsets(states: set[str]) -> list[set[str]]:
    return [set(chosen) for size in range(len(states) + 1) for chosen in itertools.combinations(sorted(states), size)]


def value_of_pattern(
    model: pyo.ConcreteModel, solver: Any, sequence: dict[str, str], running: dict[str, set[str]]
) -> float:
    """Best value of the linear program that a pattern leaves; -inf where it has no plan."""
    for (_, c, t), single in model.run.items():
        single.fix(float(c in running[t]))
    for (_, c, t), single in model.setup.items():
        single.fix(float(c in sequence[t][1:]))
    for (_, c, t), single in model.carry.items():
        single.fix(float(c == sequence[t][0]))
    for (_, t), single in model.single.items():
        single.fix(float(len(sequence[t]) == 1))
    result = solver.solve(model, load_solutions=False)
    if result.solver.termination_condition != pyo.TerminationCondition.optimal:
        return float("-inf")
    solver.load_vars()
    return float(pyo.value(model.value))


def test_all_complaints_come_at_once() -> None:
    instance, network = mini()
    frames = dict(instance.tables)
    wrong = instance_of(
        **{name: frame.to_dict("records") for name, frame in frames.items() if len(frame) and name != "demand"},
        demand=[{"product": "X", "grade": "g", "period": t, "contract": 1.0} for t in ("1", "2")],
    )
    with pytest.raises(InputError) as caught:
        build(wrong, network)
    assert len(caught.value.problems) == 2

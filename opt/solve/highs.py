"""HiGHS: options in one place, arrays in, solutions out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from opt.solve.arrays import Arrays, Flags, Floats, Integers, Name

Options = Mapping[str, bool | int | float | str]

QUIET: Options = {"output_flag": False, "log_to_console": False, "random_seed": 0, "ranging": "off"}
EXACT: Options = {
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
    "mip_feasibility_tolerance": 1e-9,
}
"""Tight tolerances, for small models and for polishing."""

PROOF: Options = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0}
"""Stop at the optimum only; whoever listens stops it earlier."""

LARGE = 20_000
"""Columns from which on the first linear problem is solved by the interior point method: five times faster there than
the simplex method, with no basis to start from."""

INFEASIBLE = "infeasible"
UNBOUNDED = "unbounded"
OPTIMAL = "optimal"
STOPPED = "stopped"
FAILED = "failed"
_STATUS = {
    highspy.HighsModelStatus.kOptimal: OPTIMAL,
    highspy.HighsModelStatus.kModelEmpty: OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: UNBOUNDED,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: UNBOUNDED,
    highspy.HighsModelStatus.kTimeLimit: STOPPED,
    highspy.HighsModelStatus.kIterationLimit: STOPPED,
    highspy.HighsModelStatus.kSolutionLimit: STOPPED,
    highspy.HighsModelStatus.kInterrupt: STOPPED,
    highspy.HighsModelStatus.kObjectiveBound: STOPPED,
    highspy.HighsModelStatus.kObjectiveTarget: STOPPED,
}


@dataclass(frozen=True, eq=False)
class Outcome:
    """How a run of HiGHS ended. ``x`` is None without a feasible point; ``objective`` and ``bound`` are of the
    minimisation; ``iterations`` and ``nodes`` count the work."""

    status: str
    x: Floats | None
    objective: float
    bound: float
    iterations: int
    nodes: int


def load(arrays: Arrays, *options: Options) -> highspy.Highs:
    """HiGHS with the model and the options. ValueError where HiGHS refuses one of them."""
    highs = highspy.Highs()
    set_options(highs, QUIET, *options)
    rows, columns = arrays.shape
    status = highs.passModel(
        columns,
        rows,
        len(arrays.value),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        arrays.offset,
        arrays.cost,
        arrays.lower,
        arrays.upper,
        arrays.row_lower,
        arrays.row_upper,
        arrays.start,
        arrays.index,
        arrays.value,
        arrays.integer.astype(np.int32),
    )
    if status == highspy.HighsStatus.kError:
        raise ValueError("HiGHS refuses the model: a bound, cost or coefficient is not a number")
    return highs


def set_options(highs: highspy.Highs, *options: Options) -> None:
    """Set options; ValueError names the one that HiGHS does not know or accept."""
    for group in options:
        for name, value in group.items():
            if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise ValueError(f"HiGHS {highs.version()} does not accept the option {name} = {value!r}")


def first_linear(columns: int) -> Options:
    """How a linear problem with so many columns is solved where no basis is known."""
    return {"solver": "ipm" if columns >= LARGE else "choose"}


def first_linear_of_mip(columns: int) -> Options:
    """The same for the first relaxation of a mixed-integer problem."""
    return {"mip_lp_solver": "ipm" if columns >= LARGE else "choose"}


def run(highs: highspy.Highs, *, mip: bool = True) -> Outcome:
    """Solve, and say how it ended. ``mip`` is False for a model without integer columns, whose bound is its optimum."""
    highs.run()
    status = _STATUS.get(highs.getModelStatus(), FAILED)
    info = highs.getInfo()
    feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    x = np.array(highs.getSolution().col_value, dtype=np.float64) if feasible and status != INFEASIBLE else None
    objective = float(info.objective_function_value) if x is not None else np.inf
    bound = float(info.mip_dual_bound)
    if not mip:
        bound = objective if status == OPTIMAL else -np.inf
    counts = (info.simplex_iteration_count, info.ipm_iteration_count, info.crossover_iteration_count)
    iterations = sum(max(count, 0) for count in counts)
    return Outcome(status, x, objective, bound, int(iterations), max(int(info.mip_node_count), 0))


def set_bounds(highs: highspy.Highs, columns: Integers, lower: Floats, upper: Floats) -> None:
    """Bounds of some columns."""
    highs.changeColsBounds(len(columns), columns, lower, upper)


def set_integrality(highs: highspy.Highs, columns: Integers, integer: Flags) -> None:
    """Which of some columns are integer."""
    highs.changeColsIntegrality(len(columns), columns, integer.astype(np.uint8))


def give_start(highs: highspy.Highs, x: Floats) -> bool:
    """Hand over a complete start; False where HiGHS rejects it."""
    solution = highspy.HighsSolution()
    solution.col_value = x.tolist()
    return bool(highs.setSolution(solution) == highspy.HighsStatus.kOk)


def on_event(highs: highspy.Highs, check: Callable[[Any], bool]) -> None:
    """Call ``check`` with HiGHS' data whenever it looks up; True stops the run."""

    def look(event: Any) -> None:
        event.data_in.user_interrupt = check(event.data_out)  # HiGHS keeps it from the run before otherwise

    highs.cbMipInterrupt += look
    highs.cbSimplexInterrupt += look
    highs.cbIpmInterrupt += look


def write_mps(arrays: Arrays, path: str | Path) -> None:
    """Write the model in its own sense (a maximised objective stays one) with its names; blanks become '_'.

    OSError where the file cannot be written.
    """
    with open(path, "w", encoding="utf-8"):
        pass
    highs = load(arrays)
    for number, name in enumerate(_labels(arrays.columns)):
        highs.passColName(number, name)
    for number, name in enumerate(_labels(arrays.rows)):
        highs.passRowName(number, name)
    if arrays.sign < 0:
        columns = np.arange(len(arrays.cost), dtype=np.int32)
        highs.changeColsCost(len(columns), columns, -arrays.cost)
        highs.changeObjectiveOffset(-arrays.offset)
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    target = Path(path)
    writable = target if target.suffix == ".mps" else target.with_name(target.name + ".mps")
    if highs.writeModel(str(writable)) == highspy.HighsStatus.kError:
        raise OSError(f"the model cannot be written to {writable}")
    if writable != target:
        writable.replace(target)


def _labels(names: tuple[Name, ...]) -> list[str]:
    """Names without blanks, all different: 'treat[S01>crush,L1,w1]'; rows of one range get '~2'."""
    used: set[str] = set()
    labels = []
    for name, index in names:
        plain = re.sub(r"\s", "_", f"{name}[{','.join(str(part) for part in index)}]" if index else name)
        label, number = plain, 1
        while label in used:
            number += 1
            label = f"{plain}~{number}"
        used.add(label)
        labels.append(label)
    return labels

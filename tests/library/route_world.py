"""Routes through the network of one stream: only the technologies of the route have lines, which can do everything."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from opt.instance.assemble import from_tables
from opt.library import load_library
from opt.library.chemistry import element_fractions
from opt.network.build import build_network
from opt.network.network import Network, Operation, ProductOutput
from opt.schema.words import MATURITIES

TABLES = load_library()
CAPABILITIES = "|".join(
    sorted(
        {c for cell in TABLES["technologies"]["capabilities"] for c in cell}
        | set(TABLES["verdict_conditions"].query("condition == 'capability'")["value"])
    )
)
GRADES = TABLES["specifications"][["product", "grade"]].drop_duplicates().assign(price=1.0)
LINELESS = frozenset(TABLES["technologies"].query("not needs_line")["technology"])
MASSES = dict(zip(TABLES["elements"]["element"], TABLES["elements"]["atomic_mass"], strict=True))
FORMULA = dict(zip(TABLES["constituents"]["constituent"], TABLES["constituents"]["formula"], strict=True))
CLASS = dict(zip(TABLES["constituents"]["constituent"], TABLES["constituents"]["electrolyte_class"], strict=True))


@cache
def network(cell_type: str, route: tuple[str, ...], intact: bool) -> Network:
    """The network that the technologies of a route give."""
    lines = [name for name in route if name not in LINELESS]
    return build_network(
        from_tables(
            {"name": "routes", "maturity": list(MATURITIES)},
            {
                "streams": [
                    {
                        "stream": "S",
                        "form": form_of(cell_type),
                        "electrolyte_class": class_of(cell_type),
                        "cell_type": cell_type,
                        "state_of_health": 0.0,
                        "intact": intact,
                        "state_of_charge": 0.3,
                    }
                ],
                "arrivals": [{"stream": "S", "period": "1", "mass": 10}],
                "lines": [{"line": f"line {name}", "capabilities": CAPABILITIES, "hours": 168} for name in lines],
                "line_technologies": [{"line": f"line {name}", "technology": name, "rate": 1} for name in lines],
                "grades": GRADES,
            },
        )
    )


def class_of(cell_type: str) -> str:
    """The class of which a cell type holds most."""
    rows = TABLES["cell_types"].query("cell_type == @cell_type")
    held: dict[str, float] = {}
    for name, share in zip(rows["constituent"], rows["fraction_new"], strict=True):
        if CLASS[name]:
            held[CLASS[name]] = held.get(CLASS[name], 0.0) + share
    return max(held, key=held.__getitem__)


def form_of(cell_type: str) -> str:
    """What arrives: charged packs or cells."""
    return "charged_pack" if cell_type.endswith("pack") else "cell"


def follow(cell_type: str, route: Sequence[str], *, intact: bool = True) -> list[Operation]:
    """The operations of a route, each on the output of the one before that the next technology takes; KeyError where
    none of the outputs is taken."""
    made = network(cell_type, tuple(route), intact)
    steps = [made.operations[f"S>{route[0]}"]]
    for technology in route[1:]:
        taken = [name for name in steps[-1].fractions if f"{name}>{technology}" in made.operations]
        if not taken:
            reasons = [r.reason for r in made.refusals if r.technology == technology]
            raise KeyError(f"{technology} takes none of {sorted(steps[-1].fractions)}: {reasons}")
        steps.append(made.operations[f"{taken[0]}>{technology}"])
    return steps


def share_of_feed(steps: Sequence[Operation]) -> float:
    """Tonnes fed to the last step per tonne fed to the first."""
    share = 1.0
    for before, after in pairwise(steps):
        share *= before.fractions[after.fraction]
    return share


def composition_fed(cell_type: str, route: Sequence[str], step: Operation, intact: bool = True) -> dict[str, float]:
    """Constituents (kg/kg) of what a step of a route is fed."""
    return dict(network(cell_type, tuple(route), intact).fractions[step.fraction].composition)


def elements_fed(cell_type: str, route: Sequence[str], step: Operation) -> dict[str, float]:
    """Elements (kg/kg) of what a step of a route is fed."""
    intact = not any(name.endswith("roasting") for name in route)
    found: dict[str, float] = {}
    for name, share in composition_fed(cell_type, route, step, intact).items():
        for element, part in element_fractions(FORMULA[name], MASSES).items():
            found[element] = found.get(element, 0.0) + share * part
    return found


def grades_met(made: ProductOutput) -> set[str]:
    """The grades whose every limit a product keeps."""
    met = set(GRADES.query("product == @made.product")["grade"])
    for row in TABLES["specifications"].query("product == @made.product").to_dict("records"):
        content = sum(made.carries(item) for item in row["item"].split("+")) / made.mass
        if content > row["limit"] * (1 + 1e-9) if row["sense"] == "max" else content < row["limit"] * (1 - 1e-9):
            met.discard(row["grade"])
    return met

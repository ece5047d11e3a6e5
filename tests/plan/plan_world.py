"""A small plan without decisions worth the name: enough to store and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from opt.instance import Instance, read
from opt.plan import Plan
from opt.schema import DERIVED, STRUCTURE, VARIABLES
from opt.tables.frames import empty_frame

TINY = Path(__file__).parents[2] / "instances" / "tiny"


def tiny() -> Instance:
    """The instance of instances/tiny."""
    return read(TINY)


def small_plan(instance: Instance, mass: float = 6.0, **summary: Any) -> Plan:
    """A plan that receives ``mass`` tonnes of SUL; everything else is empty."""
    tables = {name: empty_frame(table) for name, table in {**VARIABLES, **STRUCTURE}.items()}
    tables["receive"] = pd.DataFrame({"stream": ["SUL", "SUL"], "period": ["1", "2"], "receive": [mass, 0.1 + 0.2]})
    tables["fractions"] = pd.DataFrame(
        {
            "fraction": ["SUL", "SUL+1/cathode_powder"],
            "origin": ["SUL", "SUL+1"],
            "streams": [("SUL",), ("POL", "SUL")],
            "site": ["plant", "plant"],
            "form": ["powder", "cathode_powder"],
            "storage_class": ["powder", ""],
            "route": ["", "ethanol_dissolution:cathode"],
        }
    )
    value = pd.DataFrame({"term": ["sales"], "amount": [mass]})
    purity = empty_frame(DERIVED["purity"])
    purity.loc[0] = ["LCO", "standard", "Cu", "max", "1", 1e-4, float("nan"), 0.0]
    about = {"instance": "tiny", "scenario": "base", "status": "gap_reached", "objective": mass, "gap": 0.0, **summary}
    return Plan(instance, about, tables, {"value": value, "purity": purity})

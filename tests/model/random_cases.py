"""Random small instances in which every family has rows."""

from __future__ import annotations

import random
from typing import Any

from model_cases import fraction_of, instance_of, network_of, operation_of, output_of

from opt.instance.instance import Instance
from opt.network.network import Network

PERIODS = ("1", "2", "3")
STREAMS = ("A", "B", "C")
GRADES = ("fine", "plain")


def random_case(seed: int, *, money: float = 1.0, hours: float = 1.0) -> tuple[Instance, Network]:
    """An instance and its network; ``money`` multiplies every price and cost, ``hours`` the lines' hours."""
    draw = random.Random(seed)
    return _instance(draw, money, hours), _network(draw, money)


def _network(draw: random.Random, money: float) -> Network:
    """Each stream is opened on line K (a campaign of its own) and leached or baked on line L or sold."""
    fractions, operations = [], []
    for s in STREAMS:
        powder = f"{s}/powder"
        wet = draw.random() < 0.5
        fractions += [
            fraction_of(
                s,
                max_age=draw.choice((None, 1.0, 2.0)),
                outlets={"dump": 300.0 * money},
                end_value=-400.0 * money,
                stock_hazards={"fire": draw.choice((0.0, 1.0))},
            ),
            fraction_of(
                powder,
                root=False,
                origin=s,
                streams=(s,),
                storage_class="wet" if wet else "dry",
                end_value=-900.0 * money,
                outlets={"dump": 600.0 * money},
            ),
        ]
        operations += [
            operation_of(
                s,
                "open",
                {"K": (draw.uniform(0.1, 0.3), f"open {s}")},
                fractions={powder: 0.8},
                wastes={"slag": 0.2},
                hazards={"gas": draw.uniform(0.0, 1.0)},
                uses={"power": 50.0},
                stage="pretreatment",
            ),
            operation_of(
                powder,
                "leach",
                {"L": (draw.uniform(0.05, 0.2), f"leach {s}")},
                {"P": output_of("P", 0.5, Cu=draw.choice((0.001, 0.02)))},
                hazards={"gas": draw.uniform(0.0, 1.0)},
                uses={"power": 80.0},
            ),
            operation_of(powder, "bake", {"L": (0.15, f"leach {s}")}, {"P": output_of("P", 0.4)}, cost=50.0 * money),
            operation_of(powder, "sell", products={"Q": output_of("Q", 1.0, Co=0.2)}, cost=20.0 * money, stage="sale"),
        ]
    return network_of(fractions, operations)


def _instance(draw: random.Random, money: float, hours: float) -> Instance:
    arrivals = [
        {"stream": s, "period": t, "mass": float(draw.randint(1, 9))}
        for s in STREAMS
        for t in PERIODS
        if draw.random() < 0.7
    ]
    campaigns = [("K", f"open {s}") for s in STREAMS] + [("L", f"leach {s}") for s in STREAMS]
    setups = [
        {
            "line": line,
            "campaign": c,
            "hours": draw.choice((0.0, 8.0, 15.0)),
            "cost": draw.choice((0.0, 200.0)) * money,
            "minimum_lot": draw.choice((0.0, 0.0, 2.0)),
        }
        for line, c in campaigns
        if draw.random() < 0.8
    ]
    tables: dict[str, Any] = {
        "streams": [
            {"stream": "A", "gate_fee": 100.0 * money},
            {"stream": "B", "acceptance": "partial", "gate_fee": 50.0 * money},
            {"stream": "C", "acceptance": "whole_lot", "gate_fee": 80.0 * money},
        ],
        "arrivals": arrivals,
        "zones": [{"zone": "hall"}],
        "lines": [
            {
                "line": line,
                "zone": "hall",
                "hours": 70.0 * hours,
                "hour_cost": 2.0 * money,
                "initial_campaign": draw.choice(("", c)),
            }
            for line, c in (campaigns[0], campaigns[4])
        ],
        "downtime": [{"line": "K", "period": "2", "hours": 20.0}],
        "setups": setups,
        "conflicts": [
            {"zone": "hall", "group": g, "campaign": c}
            for g, c in (("wet", "leach A"), ("open", "open B"), ("open", "open C"))
        ],
        "areas": [{"area": "yard", "capacity": 12.0, "cost": 3.0 * money, "segregated": draw.random() < 0.5}],
        "hazard_limits": [
            {"hazard": "gas", "basis": "processing", "limit": 0.1},
            {"hazard": "fire", "basis": "stock", "limit": 9.0},
            {"hazard": "gas", "basis": "concurrent", "limit": draw.uniform(0.08, 0.35)},
        ],
        "grades": [
            {"product": "P", "grade": "fine", "price": 5000.0 * money, "capacity": 2.0, "keep_cost": 1.0 * money},
            {"product": "P", "grade": "plain", "price": 2000.0 * money},
            {"product": "P", "grade": "offspec", "price": -100.0 * money},
            {"product": "Q", "grade": "plain", "price": 100.0 * money},
            {"product": "Q", "grade": "offspec", "price": -100.0 * money},
        ],
        "payables": [
            {"product": "Q", "grade": "plain", "element": "Co", "payable": 0.5, "metal_price": 3000.0 * money},
        ],
        "grade_limits": [
            {"product": "P", "grade": "fine", "item": "Cu", "limit": 0.01},
            {"product": "P", "grade": "fine", "item": "P", "sense": "min", "limit": 0.98},
        ],
        "demand": [
            {"product": "P", "grade": "fine", "period": "each", "maximum": 4.0},
            {"product": "P", "grade": "plain", "period": "all", "contract": 1.0, "penalty": 3000.0 * money},
        ],
        "utilities": [
            {"utility": "power", "unit": "kWh", "price": 0.1 * money, "emission_factor": 0.5, "limit": 2000.0},
        ],
        "outlets": [{"outlet": "dump", "takes": ("slag",), "cost": 100.0 * money, "limit": 8.0}],
        "routing": [{"stream": "*", "technology": "leach", "cost": 300.0 * money}],
        "routing_limits": [{"stream": "A", "stage": "leaching", "maximum": 1.0}],
        "decisions": [{"variable": "run", "index": "L|leach C|3", "upper": 0.0}]
        if len(setups) == 6 and setups[5]["minimum_lot"]
        else [],
    }
    return instance_of(settings={"carbon_price": 60.0 * money}, **tables)

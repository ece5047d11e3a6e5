"""Every term of the value, recomputed from a result in which every term counts."""

from __future__ import annotations

import pytest
from check_world import edited, families_named, frame_of, solved_plan, tiny, tiny_rows

from opt.check import Certificate, check
from opt.check.value import TERMS
from opt.instance import Instance, from_tables
from opt.model import TERMS as MODEL_TERMS
from opt.plan import Plan, with_derived, with_tables
from opt.schema import VARIABLES


def rich() -> Instance:
    """tiny with everything that earns or costs: utilities, carbon, payables, dated prices, off-spec, finished goods,
    contracts, qualification, initial stock, end values and a liability."""
    base = tiny()
    own = dict(base.own)
    own["utilities"] = [{"utility": "power", "unit": "kWh", "price": 0.2, "emission_factor": 0.5}]
    own["uses"] = [
        {"technology": "relithiation", "utility": "power", "amount": 100.0},
        {"technology": "acetonitrile_dissolution", "utility": "power", "constituent": "PEO", "amount": 40.0},
    ]
    own["technologies"] = tiny_rows("technologies", annealing={"cost": 5.0})
    own["arrivals"] = [row | ({"mass": 17.0} if row["stream"] == "OXI" else {}) for row in tiny_rows("arrivals")]
    own["streams"] = tiny_rows(
        "streams", OXI={"max_age": float("nan")}, SUL={"gate_fee": 100.0}, POL={"gate_fee": 200.0}
    )
    own["lines"] = tiny_rows(
        "lines", wash={"fixed_cost": 100.0}, relith={"fixed_cost": 0.0}, anneal={"fixed_cost": 0.0}
    )
    own["end_values"] = [
        {"stream": "*", "form": "powder", "value": 90.0},
        {"stream": "OXI", "form": "powder", "value": 4000.0},
    ]
    own["initial_stock"] = [
        {"stream": "POL", "form": "cathode_powder", "route": "acetonitrile_dissolution", "mass": 9.0}
    ]
    own["grades"] = [
        *(
            row | ({"capacity": 2.0, "keep_cost": 1.5} if row["product"] == "LCO" else {})
            for row in tiny_rows("grades")
        ),
        {"product": "LCO", "grade": "second", "price": 7.0},
        {"product": "LCO", "grade": "offspec", "price": float("nan")},
    ]
    own["payables"] = [{"product": "LCO", "grade": "second", "element": "Co", "payable": 0.5, "metal_price": 3000.0}]
    own["prices"] = [
        {"item": "LCO/standard", "period": "2", "price": 21000.0},
        {"item": "power", "period": "3", "price": 0.3},
        {"item": "Co", "period": "3", "price": 3500.0},
    ]
    own["demand"] = [
        {"product": "LCO", "grade": "standard", "period": "each", "maximum": 2.0},
        {"product": "LCO", "grade": "standard", "period": "3", "maximum": 4.0},
        {"product": "LCO", "grade": "second", "period": "each", "maximum": 3.0},
        {"product": "Li6PS5Cl", "grade": "standard", "period": "all", "contract": 7.0, "penalty": 11.0},
    ]
    own["routing"] = [{"stream": "*", "technology": "annealing", "cost": 30.0}]
    own["hazard_limits"] = [{"hazard": "H2S", "basis": "processing", "place": "plant", "limit": 0.04}]
    settings = base.settings.model_copy(update={"carbon_price": 50.0})
    return from_tables(settings, own)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solved_plan(rich())


@pytest.fixture(scope="module")
def certificate(plan: Plan) -> Certificate:
    return check(plan)


def test_terms_bear_the_names_of_the_model() -> None:
    assert tuple(TERMS) == MODEL_TERMS


def test_the_rich_plan_is_certified(certificate: Certificate) -> None:
    assert certificate.certified, certificate.violations.to_string()


def test_the_terms_agree_with_the_model(plan: Plan, certificate: Certificate) -> None:
    stored = dict(zip(plan.derived["value"]["term"], plan.derived["value"]["amount"], strict=True))
    assert certificate.terms == pytest.approx(stored, rel=1e-9)
    assert certificate.objective == pytest.approx(plan.summary["objective"], rel=1e-9)


def test_most_terms_count(certificate: Certificate) -> None:
    zero = {name for name, amount in certificate.terms.items() if amount == 0.0}
    assert zero <= {"liability"}


def test_constants_by_hand(plan: Plan, certificate: Certificate) -> None:
    """Gate fees, three periods of the wash's fixed cost, one qualification, the carbon of what was used."""
    received = plan.values("receive")
    fees = sum(mass * {"SUL": 100.0, "POL": 200.0, "OXI": 0.0}[stream] for (stream, _), mass in received.items())
    assert certificate.terms["gate_fees"] == pytest.approx(fees)
    assert fees > 1000.0
    assert certificate.terms["fixed_lines"] == -300.0
    assert certificate.terms["qualification"] == -30.0
    relithiated = sum(mass for (o, _, _), mass in plan.values("treat").items() if o.endswith(">relithiation"))
    dissolved = sum(mass for (o, _, _), mass in plan.values("treat").items() if "acetonitrile" in o)
    kwh = 100 * relithiated + 40 * 0.5 * dissolved
    assert certificate.terms["carbon"] == pytest.approx(-50 / 1000 * 0.5 * kwh)


@pytest.mark.parametrize("term", list(TERMS))
def test_each_term_falsified_by_a_thousandth_is_refused(plan: Plan, certificate: Certificate, term: str) -> None:
    frame = plan.derived["value"].copy()
    amount = certificate.terms[term]
    frame.loc[frame["term"] == term, "amount"] = amount * 1.001 if amount else 0.001
    false = check(with_derived(plan, {"value": frame}))
    assert false.violations[["family", "row"]].to_numpy().tolist() == [["value", term]]


def test_liability_is_the_cheapest_outlet(plan: Plan) -> None:
    """6 t of cathode powder left at the end: landfill at 200 currency/t is the only outlet that takes it."""
    fraction = next(name for name in plan.tables["fractions"]["fraction"] if "cathode_powder" in name)
    assert check(edited(plan, "stock", 6.0, fraction=fraction, area="yard", period="3")).terms["liability"] == -1200.0


def test_offspec_costs_its_cheapest_outlet(plan: Plan, certificate: Certificate) -> None:
    """1 t of LCO off-spec: landfill takes it at 200 currency/t."""
    sold = plan.tables["sell"].set_index(["product", "grade", "period"])["sell"].to_dict()
    before = sold["LCO", "offspec", "1"]
    more = edited(plan, "sell", before + 1.0, product="LCO", grade="offspec", period="1")
    assert check(more).terms["sales"] - certificate.terms["sales"] == pytest.approx(-200.0)


def test_a_sale_is_paid_at_the_price_of_its_period(plan: Plan, certificate: Certificate) -> None:
    for period, price in {"1": 20000.0, "2": 21000.0}.items():
        sold = plan.values("sell")["LCO", "standard", period]
        more = check(edited(plan, "sell", sold + 1.0, product="LCO", grade="standard", period=period))
        assert more.terms["sales"] - certificate.terms["sales"] == pytest.approx(price)
        assert {"balance", "market", "value"} & set(more.families)


def test_payables_are_paid_on_what_is_made(plan: Plan, certificate: Certificate) -> None:
    """LiCoO2 holds 58.933 / 97.871 of cobalt; half of 3500 currency/t is paid for it in period 3."""
    frame = plan.tables["make"].copy()
    here = (frame["product"] == "LCO") & (frame["grade"] == "second") & (frame["period"] == "3")
    first = frame.index[here][0]
    frame.loc[first, "make"] += 1.0
    more = check(with_tables(plan, make=frame))
    assert more.terms["sales"] - certificate.terms["sales"] == pytest.approx(0.5 * 3500 * 58.933 / 97.871, rel=1e-9)


def test_a_plan_without_derived_tables_is_checked_by_its_objective(plan: Plan) -> None:
    assert check(with_derived(plan, {})).certified


def test_a_price_that_is_missing_is_no_certificate(plan: Plan) -> None:
    """Off-spec material that no outlet takes has no price: NaN is a violation."""
    grades = plan.instance.tables["grades"]
    bare = plan.instance.tables["outlets"].assign(takes=[("polymer_waste", "powder"), ("loss", "cathode_powder")])
    instance = tiny_instance(plan.instance, outlets=bare, grades=grades[grades["grade"] != "offspec"])
    false = Plan(instance, plan.summary, plan.tables, plan.derived)
    row = [("LCO", "offspec", period, 1.0) for period in ("1", "2", "3")]
    sell = plan.tables["sell"]
    sell = sell[~((sell["product"] == "LCO") & (sell["grade"] == "offspec"))]
    sell = frame_of(VARIABLES["sell"], [*sell.itertuples(index=False, name=None), *row])
    assert "value" in families_named(with_tables(false, sell=sell))


def tiny_instance(instance: Instance, **tables: object) -> Instance:
    return Instance(instance.settings, {**instance.tables, **tables}, instance.own, instance.overridden)  # type: ignore[dict-item]

"""Problems that only the network shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from opt.instance.instance import Instance
from opt.network.catalog import Catalog
from opt.network.explore import Tree
from opt.network.network import Fraction, Network
from opt.network.parameters import Parameters
from opt.tables.problems import Problem
from opt.tolerances import FEASIBILITY


def carrier_problems(catalog: Catalog) -> list[Problem]:
    """Products whose carrier is an element need a formula that holds it: the share sets the product's mass."""
    return [
        Problem(
            f"the carrier is element {row['carrier']}, which is not in the formula '{row['formula']}'",
            "give the formula of the pure product",
            table="products",
            column="formula",
            value=product,
        )
        for product, row in sorted(catalog.products.items())
        if row["carrier"]
        and row["carrier"] not in catalog.constituents
        and row["carrier"] not in catalog.product_shares.get(product, {})
    ]


def excess_problems(trees: Sequence[Tree]) -> Iterator[Problem]:
    """Product outputs that would need reagents to take an element away, once per technology, product and element."""
    seen: set[tuple[str, str, str]] = set()
    for tree in trees:
        for node in tree.nodes:
            for technology, step in node.steps.items():
                for product, element, mass in step.recipe.excess:
                    if (technology, product, element) in seen:
                        continue
                    seen.add((technology, product, element))
                    yield Problem(
                        f"fed with {node.name}, {mass:.3g} t of {element} per tonne leave by the output for product "
                        f"'{product}' beyond what the pure product holds",
                        f"send less {element} to that output",
                        table="splits",
                        column="fraction",
                        value=f"{technology}, {product}, {element}",
                    )


def network_problems(network: Network) -> list[Problem]:
    """Material that nobody takes at the end, stock in the wrong area."""
    fractions = network.fractions.values()
    return [*_end_problems(fractions), *_area_problems(fractions)]


def _end_problems(fractions: Iterable[Fraction]) -> Iterator[Problem]:
    """Once per site and form: what lies there at the end must be worth or cost something."""
    lacking = {(f.site, f.form): f.name for f in reversed(list(fractions)) if f.liability and not f.outlets}
    for (site, form), name in sorted(lacking.items()):
        yield Problem(
            f"form '{form}' ({name}) may lie in stock at {site}, but no outlet there takes it and end_values "
            "does not say what is left of it is worth",
            f"add an outlet that takes '{form}', or a row of end_values",
            table="outlets",
            column="takes",
            value=form,
        )


def idle_campaigns(instance: Instance, network: Network, parameters: Parameters) -> Iterator[str]:
    """Campaigns whose own hourly peak is above a concurrent limit of their site in some or all periods, so that they
    cannot run then: in words, with the operation that makes the peak."""
    unit = {row["hazard"]: row["unit"] for row in instance.records("hazards")}
    lines, concurrent = parameters.lines, parameters.sites.concurrent
    for (line, campaign, hazard), peak in lines.peaks.items():
        place = lines.site[line]
        limits = {t: concurrent[hazard, place, t] for t in parameters.periods if (hazard, place, t) in concurrent}
        shut = {t: limit for t, limit in limits.items() if peak > limit * (1 + FEASIBILITY)}
        if shut:
            when = "never run" if len(shut) == len(parameters.periods) else f"not run in {len(shut)} periods"
            worst = max(
                lines.operations[line, campaign], key=lambda o: network.operations[o[0]].hazards.get(hazard, 0.0) * o[1]
            )
            yield (
                f"campaign {campaign} of line {line} can {when}: {worst[0]} gives {peak:.3g} {unit[hazard]}/h of "
                f"{hazard}, and {place} bears {max(shut.values()):.3g} (hazard_limits, concurrent). A lower rate or a "
                "campaign of its own for that technology lets the others run"
            )


def _area_problems(fractions: Iterable[Fraction]) -> Iterator[Problem]:
    for fraction in fractions:
        for area in sorted({area for area, _, _ in fraction.initial if area not in fraction.areas}):
            may = ", ".join(fraction.areas)
            yield Problem(
                f"{fraction.name} (form '{fraction.form}', storage class '{fraction.storage_class}') may not lie in "
                f"area '{area}'",
                f"put it into {may}" if may else "it cannot be stored; correct the form",
                table="initial_stock",
                column="area",
                value=area,
            )

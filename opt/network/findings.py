"""Problems that only the network shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from opt.network.catalog import Catalog
from opt.network.explore import Tree
from opt.network.network import Fraction, Network
from opt.tables.problems import Problem


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

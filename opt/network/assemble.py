"""From nodes to the network's fractions and operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from opt.network.catalog import Catalog
from opt.network.content import classes_present
from opt.network.explore import Node, Step, Tree
from opt.network.factors import hazards, uses
from opt.network.network import Fraction, Operation, Refusal
from opt.network.outlets import Yard, storage_class
from opt.schema.words import ANY

Lots = Mapping[str, Sequence[tuple[str, float, float]]]
"""Initial stock by stream: (area, arrived, t)."""


def fractions_of(
    catalog: Catalog, yard: Yard, tree: Tree, nodes: Sequence[Node], roots: Lots, ages: Mapping[str, float]
) -> Iterator[Fraction]:
    """Fractions of a pool: one root per stream, then one per node. ``ages`` maps stream to its max_age or NaN."""
    for stream in tree.pool.streams:
        yield _fraction(catalog, yard, tree, tree.root, stream, roots.get(stream, ()), ages[stream])
    for node in nodes:
        if node is not tree.root:
            yield _fraction(catalog, yard, tree, node, "", node.initial, float("nan"))


def _fraction(
    catalog: Catalog,
    yard: Yard,
    tree: Tree,
    node: Node,
    stream: str,
    lots: Sequence[tuple[str, float, float]],
    age: float,
) -> Fraction:
    """The fraction of a node; ``stream`` is given for a root only."""
    pool, form = tree.pool, catalog.forms[node.form]
    streams = (stream,) if stream else pool.streams
    classes = classes_present(node.contents, catalog.settings.trace_threshold)
    group = storage_class(yard, node.form, pool.electrolyte_class, classes)
    areas = yard.areas.get((pool.site, group), ()) if form["storable"] else ()
    outlets = yard.outlets.get((pool.site, node.form), {})
    given = yard.end_values.get((streams[0], node.form), yard.end_values.get((ANY, node.form)))
    worth = -min(outlets.values()) if outlets else float("nan")
    limits = [limit for limit in (age, float(form["max_age"])) if limit == limit]
    charge = pool.state_of_charge if form["charged"] else 0.0
    return Fraction(
        name=stream or node.name,
        origin=stream or pool.name,
        streams=streams,
        site=pool.site,
        form=node.form,
        root=bool(stream),
        composition=node.composition,
        electrolyte_class=pool.electrolyte_class,
        classes=classes,
        intact=node.intact,
        state_of_charge=pool.state_of_charge,
        route=node.route,
        storage_class=group,
        areas=areas,
        max_age=min(limits, default=None),
        outlets=outlets,
        end_value=(worth if given is None else given) if areas else 0.0,
        liability=bool(areas) and given is None,
        initial=tuple(sorted(lots)),
        stock_hazards=hazards(catalog, "stock", node.form, node.contents, charge),
    )


def operations_of(catalog: Catalog, tree: Tree, nodes: Sequence[Node]) -> Iterator[Operation]:
    """Operations of a pool: those of every root, then those of the other nodes."""
    for node in nodes:
        for name in tree.pool.streams if node is tree.root else (node.name,):
            for technology, step in sorted(node.steps.items()):
                yield _operation(catalog, tree, node, name, technology, step)


def _operation(catalog: Catalog, tree: Tree, node: Node, fraction: str, technology: str, step: Step) -> Operation:
    row, made = catalog.technologies[technology], step.recipe
    charge = tree.pool.state_of_charge if catalog.forms[node.form]["charged"] else 0.0
    fractions: dict[str, float] = {}
    for output, (_, mass, _) in made.fractions.items():
        name = step.children[output].name
        fractions[name] = fractions.get(name, 0.0) + mass
    return Operation(
        name=f"{fraction}>{technology}",
        fraction=fraction,
        technology=technology,
        stage=row["stage"],
        site=tree.pool.site,
        lines=step.lines,
        fractions=fractions,
        products=made.products,
        wastes=made.wastes,
        waste_elements=made.waste_elements,
        uses=uses(catalog, technology, node.contents),
        hazards=hazards(catalog, "processing", technology, node.contents, charge),
        added=made.added,
        cost=float(row["cost"]),
    )


def refusals_of(tree: Tree) -> Iterator[Refusal]:
    """Refusals of a pool, those of the roots first. Nodes that only pruned operations lead to are included: their
    refusals explain the pruning."""
    for node in tree.nodes:
        for name in tree.pool.streams if node is tree.root else (node.name,):
            for technology, reason in sorted(node.refused.items()):
                yield Refusal(name, technology, reason)

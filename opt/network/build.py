"""From an instance to its network: pools, exploration, initial stock, pruning, then fractions and operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from opt.instance.instance import Instance
from opt.memory import remembered
from opt.network.assemble import Lots, fractions_of, operations_of, refusals_of
from opt.network.catalog import read_catalog
from opt.network.explain import unroutable
from opt.network.explore import Tree, explore
from opt.network.findings import carrier_problems, excess_problems, network_problems
from opt.network.initial import place_initial
from opt.network.network import Fraction, Network, Operation
from opt.network.outlets import read_yard
from opt.network.pools import compositions, make_pools
from opt.network.prune import prune
from opt.network.recipes import Cookbook
from opt.tables.problems import InputError, Problem

Named = TypeVar("Named", Fraction, Operation)


@remembered
def build_network(instance: Instance) -> Network:
    """The network of an instance: which fractions can arise, which operations may treat them, and their coefficients.

    Raises InputError with every problem of content: a product without a formula, stock that belongs to no
    fraction, material that nobody would take at the end. A stream that nothing can take is no error by itself (see
    ``opt.network.explain.unroutable``), and is named beside the errors."""
    catalog = read_catalog(instance)
    _raise(carrier_problems(catalog))
    book = Cookbook(catalog)
    trees = [explore(book, pool) for pool in make_pools(instance, compositions(instance))]
    roots, problems = place_initial(instance, book, trees)
    problems += excess_problems(trees)
    network = _assembled(instance, book, trees, roots, problems)
    problems += network_problems(network)
    if problems:
        _raise([*problems, *(_untreated(stream, reasons) for stream, reasons in unroutable(network, instance))])
    return network


def _assembled(
    instance: Instance, book: Cookbook, trees: Sequence[Tree], roots: Lots, problems: list[Problem]
) -> Network:
    """Prunes every tree and puts the trees together; adds clashes of names to the problems."""
    yard = read_yard(instance)
    ages = {row["stream"]: float(row["max_age"]) for row in instance.records("streams")}
    fractions: dict[str, Fraction] = {}
    operations: dict[str, Operation] = {}
    for tree in trees:
        nodes = prune(book.catalog, yard, tree)
        for fraction in fractions_of(book.catalog, yard, tree, nodes, roots, ages):
            _add(fractions, fraction, problems)
        for operation in operations_of(book.catalog, tree, nodes):
            _add(operations, operation, problems)
    pools = {tree.pool.name: tree.pool.streams for tree in trees}
    return Network(fractions, operations, pools, tuple(r for tree in trees for r in refusals_of(tree)))


def _add(found: dict[str, Named], item: Named, problems: list[Problem]) -> None:
    if item.name in found:
        problems.append(
            Problem(
                "two streams lead to fractions or operations of this name",
                "rename a stream: avoid '/', '+' and '>' in stream names",
                table="streams",
                column="stream",
                value=item.name,
            )
        )
    found[item.name] = item


def _untreated(stream: str, reasons: Sequence[str]) -> Problem:
    return Problem(
        f"no operation can take the stream: {'. '.join(reasons)}",
        "see the reasons",
        table="streams",
        column="stream",
        value=stream,
    )


def _raise(problems: Sequence[Problem]) -> None:
    if problems:
        raise InputError(problems)

"""Pruning: what cannot be carried to an end is taken out."""

from __future__ import annotations

from opt.network.catalog import Catalog
from opt.network.explore import Node, Step, Tree
from opt.network.outlets import Yard


def prune(catalog: Catalog, yard: Yard, tree: Tree) -> list[Node]:
    """Turns steps into refusals where an output has neither an operation nor an outlet; returns the nodes that are
    left: the root, nodes with initial stock, and what the remaining steps lead to, in order of discovery.

    Forms rise in rank with every technology, so one pass from the highest rank down is the fixed point."""
    for node in sorted(tree.nodes, key=lambda node: -catalog.forms[node.form]["rank"]):
        for technology in list(node.steps):
            reason = _dead_end(yard, tree.pool.site, node.steps[technology])
            if reason:
                del node.steps[technology]
                node.refused[technology] = reason
    return _reached(tree)


def _dead_end(yard: Yard, site: str, step: Step) -> str:
    """Why an output of a step can go nowhere; '' where all can."""
    stuck = [
        f"its waste '{waste}' has no outlet at {site} (outlets)"
        for waste in step.recipe.wastes
        if (site, waste) not in yard.outlets
    ]
    stuck += [
        f"its output '{output}' ({child.name}) has neither an operation nor an outlet at {site}"
        for output, child in step.children.items()
        if not child.steps and (site, child.form) not in yard.outlets
    ]
    return "; ".join(stuck)


def _reached(tree: Tree) -> list[Node]:
    """Nodes that stay, in order of discovery."""
    stay = {id(tree.root)}
    ahead = [tree.root, *(node for node in tree.nodes if node.initial)]
    while ahead:
        node = ahead.pop()
        stay.add(id(node))
        ahead += [child for step in node.steps.values() for child in step.children.values() if id(child) not in stay]
    return [node for node in tree.nodes if id(node) in stay]

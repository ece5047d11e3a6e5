"""Exploration: from the root of a pool through every admissible operation to every fraction that can arise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from opt.network.admission import admit, routing_rules
from opt.network.conditions import State
from opt.network.content import Composition, contents, same
from opt.network.network import LineRate
from opt.network.pools import Pool
from opt.network.recipes import Cookbook, Recipe, recipe

Route = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Step:
    """A technology that takes a node: its recipe, its lines, and the node that each fraction output becomes."""

    recipe: Recipe
    lines: Mapping[str, LineRate]
    children: Mapping[str, Node]


@dataclass(eq=False)
class Node:
    """A fraction in the making. ``steps`` and ``refused`` (reason) are keyed by technology; pruning moves steps to
    refusals. ``initial`` holds (area, arrived, t)."""

    name: str
    form: str
    composition: Composition
    contents: Mapping[str, float]
    intact: bool
    passed: frozenset[str]
    route: Route
    explored: bool = False
    steps: dict[str, Step] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    initial: list[tuple[str, float, float]] = field(default_factory=list)


@dataclass
class Tree:
    """What a pool becomes: the root node first, then the others in order of discovery by sorted route. Fractions of
    equal form, composition (1e-12), intactness and history (as far as any condition asks for it) are one node."""

    pool: Pool
    rules: Mapping[str, str]
    nodes: list[Node] = field(default_factory=list)
    alike: dict[tuple[str, bool, frozenset[str]], list[Node]] = field(default_factory=dict)

    @property
    def root(self) -> Node:
        """The node of the received streams."""
        return self.nodes[0]


def explore(book: Cookbook, pool: Pool) -> Tree:
    """Every node that admissible operations reach from the pool's root."""
    tree = Tree(pool, routing_rules(book.catalog, pool.streams[0]))
    sealed = pool.intact and bool(book.catalog.forms[pool.form]["sealed"])
    expand(book, tree, settle(book, tree, pool.form, pool.composition, sealed, frozenset(), ()))
    return tree


def settle(
    book: Cookbook, tree: Tree, form: str, composition: Composition, intact: bool, passed: frozenset[str], route: Route
) -> Node:
    """The node of that form, composition and history: an existing one, or a new one with the next free name."""
    family = tree.alike.setdefault((form, intact, passed), [])
    for node in family:
        if same(node.composition, composition):
            return node
    number = 1 + sum(node.form == form for node in tree.nodes)
    name = f"{tree.pool.name}/{form}" + (f"~{number}" if number > 1 else "")
    node = Node(name, form, composition, contents(book.catalog, composition), intact, passed, route)
    family.append(node)
    tree.nodes.append(node)
    return node


def child(book: Cookbook, tree: Tree, parent: Node, technology: str, output: str, made: Recipe) -> Node:
    """The node that an output of a technology becomes when the parent is fed to it."""
    form, _, composition = made.fractions[output]
    intact = parent.intact and bool(book.catalog.forms[form]["sealed"])
    passed = parent.passed | ({technology} & book.catalog.steps)
    return settle(book, tree, form, composition, intact, passed, (*parent.route, (technology, output)))


def expand(book: Cookbook, tree: Tree, node: Node) -> None:
    """Follows every technology that takes the node, depth first in sorted order, so that a node's route is the first
    in sorted order. Ranks of forms rise with every technology, so this ends."""
    if node.explored:
        return
    node.explored = True
    for technology in book.catalog.accepting.get(node.form, ()):
        admission = admit(book.catalog, technology, state_of(tree.pool, node), tree.rules)
        if admission.reasons:
            node.refused[technology] = "; ".join(admission.reasons)
            continue
        made = recipe(book, technology, node.composition)
        children: dict[str, Node] = {}
        for output in made.fractions:
            children[output] = child(book, tree, node, technology, output, made)
            expand(book, tree, children[output])
        node.steps[technology] = Step(made, admission.lines, children)


def state_of(pool: Pool, node: Node) -> State:
    """What admissibility looks at."""
    return State(
        site=pool.site,
        form=node.form,
        electrolyte_class=pool.electrolyte_class,
        composition=node.composition,
        contents=node.contents,
        intact=node.intact,
        damaged=not pool.intact,
        passed=node.passed,
    )

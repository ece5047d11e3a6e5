"""Initial stock: which node a row of initial_stock lies in."""

from __future__ import annotations

from collections.abc import Sequence

from opt.instance.instance import Instance
from opt.network.catalog import Row
from opt.network.explore import Node, Tree, child, expand
from opt.network.recipes import Cookbook, recipe
from opt.tables.problems import Problem


def place_initial(
    instance: Instance, book: Cookbook, trees: Sequence[Tree]
) -> tuple[dict[str, list[tuple[str, float, float]]], list[Problem]]:
    """Puts every row with mass into its node; returns what lies in the roots by stream, and the complaints.

    A row is placed by its route where it gives one (whether or not the technologies passed are still available), else
    by its form, which must then have a single composition."""
    tree_of = {stream: tree for tree in trees for stream in tree.pool.streams}
    roots: dict[str, list[tuple[str, float, float]]] = {}
    problems: list[Problem] = []
    for row in instance.records("initial_stock"):
        if not row["mass"] > 0:
            continue
        tree = tree_of[row["stream"]]
        lot = (row["area"], float(row["arrived"]), float(row["mass"]))
        if row["form"] == tree.pool.form and not row["route"]:
            roots.setdefault(row["stream"], []).append(lot)
            continue
        found = _by_route(book, tree, row) if row["route"] else [n for n in tree.nodes if n.form == row["form"]]
        if isinstance(found, Problem):
            problems.append(found)
        elif len(found) == 1:
            found[0].initial.append(lot)
            expand(book, tree, found[0])
        else:
            problems.append(_undecided(row, found))
    return roots, problems


def _by_route(book: Cookbook, tree: Tree, row: Row) -> list[Node] | Problem:
    """Nodes of the row's form that its technologies (each 'technology' or 'technology:output') lead to."""
    at = [tree.root]
    for part in row["route"].split(">"):
        technology, _, output = (word.strip() for word in part.partition(":"))
        known = book.catalog.technologies.get(technology)
        if known is None:
            return _complaint(
                row,
                f"route names technology '{technology}', which the library does not have",
                "name technologies of the library, joined by '>'",
            )
        takes = [node for node in at if node.form in known["inputs"]]
        if not takes:
            forms = ", ".join(sorted({node.form for node in at})) or "nothing"
            return _complaint(
                row,
                f"technology '{technology}' of the route takes {', '.join(known['inputs'])}, "
                f"the route has led to {forms}",
                "correct the route",
            )
        reached: list[Node] = []
        for node in takes:
            made = recipe(book, technology, node.composition)
            reached += [
                child(book, tree, node, technology, name, made) for name in made.fractions if output in ("", name)
            ]
        at = list(dict.fromkeys(reached))
    found = [node for node in at if node.form == row["form"]]
    if found:
        return found
    forms = ", ".join(sorted({node.form for node in at})) or "no fraction"
    return _complaint(row, f"the route leads to {forms}, not to form '{row['form']}'", "correct the route or the form")


def _undecided(row: Row, found: Sequence[Node]) -> Problem:
    if not found:
        return _complaint(
            row,
            f"no admissible route of stream '{row['stream']}' leads to form '{row['form']}'",
            "name the technologies it has passed in column route, joined by '>'",
        )
    routes = " or ".join(f"'{'>'.join(':'.join(step) for step in node.route)}'" for node in found)
    return _complaint(
        row,
        f"form '{row['form']}' of stream '{row['stream']}' is reached with several compositions",
        f"give the route: {routes}",
    )


def _complaint(row: Row, rule: str, remedy: str) -> Problem:
    return Problem(
        rule,
        remedy,
        table="initial_stock",
        column="route" if row["route"] else "form",
        value=row["route"] or f"{row['stream']}, {row['form']}",
    )

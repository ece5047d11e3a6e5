"""How a figure is called on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Words = Callable[[Sequence[str], str], str]


def figure_words(table: str, key: str, column: str) -> str:
    """A figure in words: 'price of Li2CO3/battery', 'share of LPS to electrolyte in ethanol_dissolution'."""
    parts = key.split("|")
    say = _SAY.get(table)
    if say is not None:
        return say(parts, column)
    name = column.replace("_", " ")
    return f"{name} of {', '.join(parts)}" if key else name


_SAY: Mapping[str, Words] = {
    "splits": lambda key, column: f"share of {_all(key[1])} to {key[2]} in {key[0]}",
    "conversions": lambda key, column: f"{key[2]} from {key[1]} in {key[0]}",
    "uses": lambda key, column: f"{key[1]} for {_all(key[2])} in {key[0]}",
    "cell_types": lambda key, column: f"{key[1]} in {key[0]}, {column.removeprefix('fraction_')}",
    "composition": lambda key, column: f"{key[1]} in {key[0]}",
    "reference_prices": lambda key, column: f"price of {key[0]}",
    "grades": lambda key, column: f"{column.replace('_', ' ')} of {key[0]}/{key[1]}",
    "line_technologies": lambda key, column: f"{column} of {key[1]} on {key[0]}",
    "payables": lambda key, column: f"{column.replace('_', ' ')} of {key[2]} in {key[0]}/{key[1]}",
    "initial_stock": lambda key, column: f"stock of {key[0]} at the start",
}


def _all(name: str) -> str:
    return "the feed" if name == "*" else name.removeprefix("kind:")

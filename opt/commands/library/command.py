"""The command: what is printed, as text or as JSON."""

from __future__ import annotations

import json as json_text
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opt.commands.ending import OK
from opt.commands.library.cards import listing
from opt.commands.library.rows import Book, book_of
from opt.commands.library.search import Found, Row, nearest, search

if TYPE_CHECKING:
    from rich.text import Text


def library(term: str, *, json: bool, instance: Path | None = None) -> int:
    """Print the rows of the library that match the term; without one, an overview. ``instance`` looks up what that
    instance plans with. InputError where nothing matches."""
    from opt.report.terminal.layout import page

    book = book_of(_read(instance))
    found: Found = search(book.tables, term) if term.strip() else {}
    if term.strip() and not found:
        raise _nothing(book, term)
    if json:
        print(json_text.dumps(_data(book, found), indent=2, ensure_ascii=False))
        return OK
    console = page()
    for line in listing(book, found) if found else _overview(book):
        console.print(_shown(line, console.width), soft_wrap=True)
    return OK


def _read(instance: Path | None) -> Any:
    if instance is None:
        return None
    from opt.instance import read

    return read(instance)


def _shown(line: str, width: int) -> Text:
    """A line folded at the width, with the colour of its status where it bears a mark."""
    from rich.text import Text

    from opt.report.terminal.layout import STATUS_STYLES, wrapped

    text = Text(wrapped(line.strip(" "), width, len(line) - len(line.lstrip(" "))) if line.strip() else line)
    for status, style in STATUS_STYLES.items():
        if line.lstrip(" ").startswith(f"! {status}:"):
            begin = text.plain.index("!")
            text.stylize(style, begin, begin + len(f"! {status}"))
    return text


def _data(book: Book, found: Found) -> dict[str, Any]:
    """The rows by table; without any the number of rows by table and status."""
    if found:
        return {table: [_plain(row) for row in rows] for table, rows in found.items()}
    return {name: {str(s): int(n) for s, n in frame["status"].value_counts().items()} for name, frame in
            book.tables.items()}  # fmt: skip


def _plain(row: Row) -> dict[str, Any]:
    return {name: None if value != value else value for name, value in row.items()}


def _overview(book: Book) -> Iterator[str]:
    """Technologies by stage, then the size of each table by status."""
    from opt.schema.words import STATUSES
    from opt.tables.frames import grouped

    for (stage,), rows in grouped(book.tables["technologies"], "stage").items():
        yield ""
        yield stage
        for row in rows:
            yield f"  {row['technology']}: {row['name'] or '-'} ({row['maturity']}); takes {', '.join(row['inputs'])}"
    yield ""
    yield "rows by table and status"
    totals = dict.fromkeys(STATUSES, 0)
    for name, frame in book.tables.items():
        counts = {status: int((frame["status"] == status).sum()) for status in STATUSES}
        totals = {status: totals[status] + counts[status] for status in STATUSES}
        yield f"  {name}: {_counts(counts)}"
    yield f"  all: {sum(totals.values())} rows, {_counts(totals)}"
    yield ""
    yield "'relith library TERM' shows a technology, material, class, hazard, product,"
    yield "table or figure ('price of Li2CO3'), each row with its status and source"
    yield "! marks what is an estimate or unchecked"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count) or "none"


def _nothing(book: Book, term: str) -> Exception:
    from opt.tables.problems import InputError, Problem

    near = nearest(book.tables, term)
    remedy = f"did you mean {', '.join(near)}?" if near else "'relith library' lists what there is"
    return InputError([Problem("nothing in the library has that name or mentions it", remedy, table="library",
                               value=term)])  # fmt: skip

"""Tables in files: cells, units, CSV folders and workbooks, and the complaints about them.

Reading
    ``open_source(path)`` finds the tables of a folder or a workbook: raw settings, one ``Grid`` a table, problems.
    ``parse_tables(grids, units, partial=...)`` or ``parse_table(table, grid, units, partial=...)`` types them:
    ``Parsed`` with ``frame`` (every column of the schema, canonical units, defaults filled in), ``rows`` (row of the
    file, as a person sees it, of each frame row), ``bad`` (cells that could not be read), ``given`` (cells that were
    not empty), ``problems`` and ``problem(index, column, rule, remedy)``, which words a later rule's complaint.
    ``UnitContext(currency, rates, hazards, items)`` says what money and units a header may be converted from.
    ``grid_of(records_or_frame, file)`` makes a grid of Python data; ``read_csv(path)`` of one file.
    ``partial=True`` is for rows that override others: empty cells stay empty (NaN, '', (), None for a flag) and only
    key columns must be there; ``fill_defaults(table, frame)`` completes such a frame after merging.

Writing
    ``write_folder(path, tables, settings, currency)``, ``write_workbook(path, tables, settings, currency)`` and
    ``write_csv(path, table, frame, currency)``; what they write is read back equal.

Everything that goes wrong is a ``Problem``; readers and writers that cannot go on raise ``InputError``.
"""

from opt.tables.grid import Grid, grid_of, read_csv
from opt.tables.parse import Parsed, fill_defaults, parse_table, parse_tables
from opt.tables.problems import InputError, Problem, suggest
from opt.tables.sheets import write_workbook
from opt.tables.sources import Source, open_source
from opt.tables.units import UnitContext
from opt.tables.write import write_csv, write_folder

__all__ = [
    "Grid",
    "InputError",
    "Parsed",
    "Problem",
    "Source",
    "UnitContext",
    "fill_defaults",
    "grid_of",
    "open_source",
    "parse_table",
    "parse_tables",
    "read_csv",
    "suggest",
    "write_csv",
    "write_folder",
    "write_workbook",
]

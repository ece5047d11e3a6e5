"""One place that states every table: columns, types, units, bounds, keys, defaults, references, meaning."""

from __future__ import annotations

from opt.schema.declare import Column, Default, Table, index_by_name
from opt.schema.derived_tables import DERIVED_TABLES
from opt.schema.instance_tables import INSTANCE_TABLES
from opt.schema.library_tables import LIBRARY_TABLES
from opt.schema.result_tables import STRUCTURE_TABLES, VARIABLE_TABLES

INSTANCE = index_by_name(INSTANCE_TABLES)
LIBRARY = index_by_name(LIBRARY_TABLES)
INPUT = index_by_name((*INSTANCE_TABLES, *LIBRARY_TABLES))
VARIABLES = index_by_name(VARIABLE_TABLES)
STRUCTURE = index_by_name(STRUCTURE_TABLES)
DERIVED = index_by_name(DERIVED_TABLES)

__all__ = ["DERIVED", "INPUT", "INSTANCE", "LIBRARY", "STRUCTURE", "VARIABLES", "Column", "Default", "Table"]

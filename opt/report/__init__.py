"""The plan for people: derived tables and the terminal page.

``derive`` needs the network, ``opt.report.page`` only a plan with its derived tables.
"""

from opt.report.tables import TABLES, derive

__all__ = ["TABLES", "derive"]

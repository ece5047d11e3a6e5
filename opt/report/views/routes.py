"""Which way the material of each stream goes."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.views.rows import derived
from opt.schema import Column
from opt.schema.words import ELECTROLYTE_CLASSES

ROUTES = schema.DERIVED["routes"]
CLASS = Column("electrolyte_class", "text", "class of its solid electrolyte", choices=ELECTROLYTE_CLASSES)
TABLE = replace(ROUTES, columns=(ROUTES.columns[0], CLASS, *ROUTES.columns[1:]))


def routes(plan: Plan) -> pd.DataFrame:
    """The derived routes with the electrolyte class of each stream; streams of a class stand together."""
    frame = derived(plan, "routes")
    streams = plan.instance.tables["streams"]
    classes = dict(zip(streams["stream"], streams["electrolyte_class"], strict=True))
    found = frame.assign(electrolyte_class=frame["stream"].map(classes).astype("str"))[TABLE.names]
    rank = found["electrolyte_class"].map(ELECTROLYTE_CLASSES.index)
    return found.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)

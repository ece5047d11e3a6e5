"""An instance that needs nothing else: what a result stores, so that it can be checked years later."""

from __future__ import annotations

import pandas as pd

from opt.instance.instance import Instance
from opt.schema import INPUT
from opt.tables.frames import frame_of, records


def resolved(instance: Instance) -> Instance:
    """The same instance with every table its own and no library behind it; its tables are those of ``instance``."""
    own = {name: _as_given(name, frame) for name, frame in instance.tables.items() if len(frame)}
    settings = instance.settings.model_copy(update={"library": "none"})
    return Instance(settings, instance.tables, own, instance.overridden.iloc[:0], instance.notes)


def _as_given(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame_of(INPUT[name], records(frame), blanks=True)

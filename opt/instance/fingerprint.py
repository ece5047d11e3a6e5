"""One number for the content of an instance: equal content, equal fingerprint."""

from __future__ import annotations

import hashlib
import json

from opt.instance.instance import Instance
from opt.instance.merge import text_of
from opt.memory import remembered

ORDERED = ("periods",)
"""Tables whose order of rows means something."""


@remembered
def fingerprint(instance: Instance) -> str:
    """sha256 (hexadecimal) over settings and finished tables, independent of the order of rows, of the kind of file and
    of whether a row came from the library or from the instance (so that ``resolved(x)`` has the fingerprint of x)."""
    settings = instance.settings.model_dump(mode="json", exclude={"library"})
    settings["maturity"] = sorted(settings["maturity"])
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for name in sorted(instance.tables):
        frame = instance.tables[name]
        rows = [json.dumps([_canonical(value) for value in row]) for row in frame.itertuples(index=False, name=None)]
        rows = rows if name in ORDERED else sorted(rows)
        digest.update("\n".join([f"\n{name}", *rows]).encode())
    return digest.hexdigest()


def _canonical(value: object) -> str:
    """Numbers to the last digit (-0.0 is 0.0), lists without their order."""
    if isinstance(value, float):
        return repr(value + 0.0)
    return "|".join(sorted(value)) if isinstance(value, tuple) else text_of(value)

"""Where results are put unless a planner says otherwise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opt.instance.instance import Instance

STUDY_MARK = "study.json"
"""The file that tells the folder of a study from that of a result."""


def default_folder(instance: Instance, scenario: str) -> Path:
    """results/<instance>/<scenario>, with '_' for what does not belong into a folder's name."""
    return Path("results", *(re.sub(r"[^\w.+-]+", "_", name).lstrip(".") or "_" for name in
                             (instance.settings.name, scenario)))  # fmt: skip

"""What if, from Python: a study, or edits as text, beside the instance as it stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from opt.plan.place import default_folder
from opt.study.expand import expand
from opt.study.read import read_study
from opt.study.scenario import Scenario, changed, scenario_of
from opt.study.study import Options, Study

if TYPE_CHECKING:
    from opt.instance import Instance
    from opt.plan.plan import Plan
    from opt.study.run import StudyProgress, StudyResult

QUESTION = "whatif"
"""Name of the study of edits that belong to none."""


def what_if(
    instance: Instance,
    asked: Study | str | Path | Sequence[str | Scenario],
    *,
    folder: str | Path | None = None,
    base: Plan | None = None,
    workers: int | None = None,
    progress: Callable[[StudyProgress], None] | None = None,
) -> StudyResult:
    """Every scenario of a study, or of the edits given, solved from the base's plan and stored.

    ``asked`` is a Study, the path of a study file, or a list: each text in it an edit that makes a scenario of its own,
    each Scenario itself. ``folder`` takes the results (default results/<instance>/<study>), and what is finished there
    is not repeated; ``base`` is the plan of the instance as it stands, if there is one; ``workers`` processes (default
    one a core). ``result.scenarios`` is the table, ``result.plan(name)`` a plan.

    Raises InputError where study, edits or base are wrong, or where the folder cannot be used.
    """
    from opt.study.run import run_study

    name, about, scenarios, options = _asked(asked)
    if not isinstance(asked, Study | str | Path):
        for scenario in scenarios:
            changed(instance, scenario)  # a question that makes no sense is no scenario that failed
    target = Path(os.fspath(folder)) if folder is not None else default_folder(instance, name)
    return run_study(
        instance, scenarios, folder=target, base=base, options=options, workers=workers, progress=progress, name=name,
        about=about,
    )  # fmt: skip


def _asked(asked: Study | str | Path | Sequence[str | Scenario]) -> tuple[str, str, Sequence[Scenario], Options]:
    """Name, description, scenarios and options of what was asked."""
    if isinstance(asked, str | Path):
        asked = read_study(asked)
    if isinstance(asked, Study):
        return asked.name, asked.about, expand(asked), asked.options
    return QUESTION, "", [scenario_of([one]) if isinstance(one, str) else one for one in asked], Options()

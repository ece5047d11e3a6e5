"""What-if runs: edits, scenarios and studies of an instance.

edits        changes of tables as text, and Instance -> Instance
scenario     a named list of edits; several edits of one question make one
study, read, expand     a study file: its keys, its complaints, its scenarios
reference    the page about it (instances/STUDIES.md)
"""

from opt.study.edits import Edit, apply, parse_edit, touched
from opt.study.expand import expand
from opt.study.read import read_study
from opt.study.reference import study_page
from opt.study.scenario import Scenario, changed, scenario_of
from opt.study.study import Options, Study, study_schema

__all__ = [
    "Edit",
    "Options",
    "Scenario",
    "Study",
    "apply",
    "changed",
    "expand",
    "parse_edit",
    "read_study",
    "scenario_of",
    "study_page",
    "study_schema",
    "touched",
]

"""Edits of an instance: pure functions Instance -> Instance, written as text or as a table of a study file.

parse_edit(text) -> Edit            'grades[product=Li2CO3].price *= 0.67 @ 5..8'; InputError names the place in it
written(edit) -> str                the same back
edit_of(given) -> Edits             of a text, or of the table of a study file
edit_problems(edit)                 what is wrong with it whatever the instance
apply(instance, edits) -> Instance  made one after another, validated once at the end
touched(edits)                      names of the tables whose rows they may change
"""

from opt.study.edits.apply import apply, touched
from opt.study.edits.check import edit_problems
from opt.study.edits.edit import Condition, Edit
from opt.study.edits.grammar import parse_edit
from opt.study.edits.tabled import edit_of
from opt.study.edits.written import written

__all__ = ["Condition", "Edit", "apply", "edit_of", "edit_problems", "parse_edit", "touched", "written"]

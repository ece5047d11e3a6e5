"""The plan for people.

derived       (plan, network, parameters) -> derived tables, stored with the plan
grounds       what the plan rests on
terminal      the page of ``relith show``
views         plan -> frame, for a part of the page
charts        frame -> chart; a ``Builder`` beside each
html, xlsx    writers: one file each, nothing is computed in them
plan_page     which parts stand on the page of a plan, for whom, in which order
"""

from opt.report.derived import TABLES, derive

__all__ = ["TABLES", "derive"]

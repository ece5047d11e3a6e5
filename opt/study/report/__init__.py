"""The page of a stored study; nothing is solved again.

study_page(folder) -> Page

read, check     the folder: table of outcomes with types, sweeps and tornados, plans that are there; contradictions
plans           every plan beside the base's, one after another
head            facts and notices
scenarios, tornado, sweep, differences     rows, as tables declare them, and the parts made of them
ranges, tornado_chart, sweep_chart, grid_chart, routes_chart     what is drawn of such rows
words           numbers and names as charts write them
page            all of it in order
"""

from opt.study.report.page import page_of, study_page, study_parts
from opt.study.report.plans import Compared, compare_plans
from opt.study.report.read import StudyReport, read_study_result

__all__ = ["Compared", "StudyReport", "compare_plans", "page_of", "read_study_result", "study_page", "study_parts"]

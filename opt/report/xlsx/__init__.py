"""The workbook: a sheet that explains the others, the plan, and the instance it was made from.

write_report(plan, parts, path) -> Path                     a plan with its instance, which can be solved again
write_parts(title_rows, parts, path, currency) -> Path      parts alone, as of a study
"""

from opt.report.xlsx.workbook import write_parts, write_report

__all__ = ["write_parts", "write_report"]

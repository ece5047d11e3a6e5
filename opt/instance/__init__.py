"""The planner's instance: read, merged with the library, completed, validated; written back.

read(path) -> Instance                              a folder or an .xlsx workbook; InputError with every problem
from_tables(settings, own) -> Instance              the same from tables in memory (tests, what-ifs)
write_folder(instance, path), write_workbook(...)   what the planner gave, so that reading it back gives it again
convert(source, target)                             folder <-> workbook
lay_over(instance, path) -> Instance                tables of a folder or workbook over the planner's own
resolved(instance) -> Instance                      nothing left to the library: every table its own
fingerprint(instance) -> str                        sha256 of the content, whatever the order of rows or kind of file
new_instance(path)                                  a filled-in small starting instance
reference_page() -> str                             instances/README.md, from the schema
"""

from opt.instance.assemble import from_tables
from opt.instance.fingerprint import fingerprint
from opt.instance.instance import Instance
from opt.instance.overlay import lay_over
from opt.instance.read import read
from opt.instance.reference import reference_page
from opt.instance.resolve import resolved
from opt.instance.settings import ExchangeRate, Settings, SolveDefaults
from opt.instance.starting import new_instance
from opt.instance.write import convert, write_folder, write_workbook

__all__ = [
    "ExchangeRate",
    "Instance",
    "Settings",
    "SolveDefaults",
    "convert",
    "fingerprint",
    "from_tables",
    "lay_over",
    "new_instance",
    "read",
    "reference_page",
    "resolved",
    "write_folder",
    "write_workbook",
]

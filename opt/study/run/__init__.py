"""Many scenarios at once, each stored as soon as it is finished; a study that was killed goes on where it was.

run_study(instance, scenarios, folder=..., options=...) -> StudyResult

conduct     the base first, then the scenarios, the table after each of them
common      what the scenarios share, and the instance each of them makes of it
tasks       one scenario: edited, solved from the base, certified, stored
pool        tasks on processes (or on another executor); a worker that dies costs its own task an attempt
records     what is stored of a scenario, and the key that tells whether it still holds
folder      the folder of a study: whose it is, and who works in it
progress    finished, running, remaining, time left
result      the table of outcomes: differences to the base and what the two gaps leave of them
page        that table on the terminal
"""

from opt.study.run.common import BASE
from opt.study.run.conduct import run_study
from opt.study.run.pool import Processes
from opt.study.run.progress import StudyProgress
from opt.study.run.records import Outcome
from opt.study.run.result import StudyResult

__all__ = ["BASE", "Outcome", "Processes", "StudyProgress", "StudyResult", "run_study"]

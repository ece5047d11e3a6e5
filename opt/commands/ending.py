"""How a command ends: its exit code, and what is said on stderr."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

OK = 0
WRONG_INPUT = 1
INFEASIBLE = 2
NO_PLAN = 3
CHECK_FAILED = 4
WRONG_USAGE = 64
OWN_BUG = 70
STOPPED = 130

DEBUG = "--debug"
UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # the base of all of them, whoever declares it


class Commands(TyperGroup):
    """The group of commands: maps whatever ends a command to an exit code; --debug may stand anywhere."""

    def main(self, args: Any = None, prog_name: Any = None, complete_var: Any = None, standalone_mode: bool = True,
             windows_expand_args: bool = True, **extra: Any) -> Any:  # fmt: skip
        """Run the command line and exit with its code (or return it when not ``standalone_mode``)."""
        given = list(sys.argv[1:] if args is None else args)
        ahead = given[: given.index("--")] if "--" in given else given
        self.debug = DEBUG in ahead
        given = [arg for arg in ahead if arg != DEBUG] + given[len(ahead) :]
        code = self._run(given, {"prog_name": prog_name, "complete_var": complete_var, **extra})
        if standalone_mode:
            sys.exit(code)
        return code

    def _run(self, args: list[str], extra: dict[str, Any]) -> int:
        try:
            code = super().main(args, standalone_mode=False, **extra)
        except UsageError as error:
            error.show()  # type: ignore[attr-defined]
            return WRONG_USAGE
        except typer.Abort:
            return STOPPED
        return code if isinstance(code, int) else OK

    def invoke(self, ctx: Any) -> Any:
        """Run the command; nothing but wrong usage and a wanted exit leaves it."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort, UsageError):
            raise
        except BrokenPipeError:
            _close_quietly()
            return OK
        except KeyboardInterrupt:
            say("stopped")
            return STOPPED
        except Exception as error:
            return self._failed(error)
        return code

    def _failed(self, error: Exception) -> int:
        from opt.tables.problems import InputError

        if self.debug:
            traceback.print_exception(error)
        if isinstance(error, InputError):
            for problem in error.problems:
                say(str(problem), prefix="error")
            if len(error.problems) > 1:
                say(f"{len(error.problems)} errors", prefix="relith")
            return WRONG_INPUT
        if isinstance(error, OSError):
            say(f"{error.filename or 'a file'}: {error.strerror or error}; {_remedy(error)}", prefix="error")
            return WRONG_INPUT
        say(f"this is a bug in relith: {type(error).__name__}: {error}; run it again with {DEBUG} and report it",
            prefix="error")  # fmt: skip
        return OWN_BUG


def say(text: str, *, prefix: str = "relith") -> None:
    """One message on stderr."""
    print(f"{prefix}: {text}", file=sys.stderr)


def _remedy(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "close the program that holds it open, or give yourself the right to use it"
    if isinstance(error, FileNotFoundError):
        return "check the path"
    return "check the path and the space on the disk"


def _close_quietly() -> None:
    """The reader of our output is gone: nothing more is written to it, not even at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

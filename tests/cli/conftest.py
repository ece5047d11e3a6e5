"""What the tests of the commands share."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from opt.cli import app

TINY = Path(__file__).parents[2] / "instances" / "tiny"
Relith = Callable[..., Result]


@pytest.fixture(scope="session")
def relith() -> Relith:
    """Runs the command and hands back exit code, stdout and stderr."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="relith")

    return run


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A copy of instances/tiny that a test may spoil."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.fixture(scope="session")
def solved(tmp_path_factory: pytest.TempPathFactory, relith: Relith) -> Path:
    """The result of tiny; not to be changed."""
    folder = tmp_path_factory.mktemp("solved") / "result"
    assert relith("solve", TINY, "--out", folder, "--quiet").exit_code == 0
    return folder


@pytest.fixture
def result(tmp_path: Path, solved: Path) -> Path:
    """A copy of the result that a test may spoil."""
    return Path(shutil.copytree(solved, tmp_path / "result"))

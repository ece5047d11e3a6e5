"""What all tests share: the option by which nothing may be skipped for want of a program."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

PROGRAMS = ("browser", "office")
"""Marks of tests that need a program which is no Python package."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-programs", action="store_true", help="a test that is skipped for want of a browser or an office fails"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    report = yield
    needed = any(item.get_closest_marker(mark) for mark in PROGRAMS)
    if report.skipped and needed and item.config.getoption("--all-programs"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but every program must be there: {report.longrepr}"
    return report

"""The independent checker: recomputes a stored plan from its instance and library rows, and certifies it or not."""

from __future__ import annotations

from opt.check.certificate import Certificate
from opt.check.certify import CHECKS, check

__all__ = ["CHECKS", "Certificate", "check"]

"""Plans: what was decided, and how it is stored."""

from __future__ import annotations

from opt.plan.plan import Plan, with_derived, with_summary, with_tables

__all__ = ["Plan", "with_derived", "with_summary", "with_tables"]

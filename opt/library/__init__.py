"""Reference library: CSV tables with source and status in every row, their loader, and the arithmetic of formulas."""

from opt.library.load import load_library

__all__ = ["load_library"]

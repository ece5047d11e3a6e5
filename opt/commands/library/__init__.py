"""relith library: look up what the reference library says, with source and status."""

from opt.commands.library.command import library
from opt.commands.library.search import search

__all__ = ["library", "search"]

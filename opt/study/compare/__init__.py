"""Plans side by side: what scenarios earn beside a base, what their plans do differently, and what of it is noise."""

from opt.study.compare.comparison import Comparison, compare
from opt.study.compare.files import write
from opt.study.compare.tables import TABLES
from opt.study.compare.text import page

__all__ = ["TABLES", "Comparison", "compare", "page", "write"]

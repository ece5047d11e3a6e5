"""How the parts of a page are drawn: frame -> chart."""

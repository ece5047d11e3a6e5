"""The page of ``relith show``: a plan on the terminal."""

"""Why: no plan at all, a limit that binds, a route that is not taken."""

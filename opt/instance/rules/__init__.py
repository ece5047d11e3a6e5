"""Rules that finished tables must obey, by theme. A rule is a function (view) -> problems."""

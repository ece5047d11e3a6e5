"""The page that a report is: one file, complete in itself, which opens from a mail and prints on A4."""

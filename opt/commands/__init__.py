"""The commands of relith, one module each. They import the rest of the package only when they run."""

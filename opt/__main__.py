"""``python -m opt`` is the command relith."""

from opt.cli import main

if __name__ == "__main__":
    main()

"""`python -m webapp` is the `jinlanling` command."""

from webapp.cli import main

if __name__ == "__main__":
    main()

"""`python -m scheduler` is the command `zswatch`: how the service starts its children."""

from scheduler.cli import main

if __name__ == "__main__":
    main()

"""`python -m scheduler` is the command `zswatch`: how the service starts its children."""

from scheduler import lifeline

if __name__ == "__main__":
    lifeline.hold()

    from scheduler.cli import main

    main()

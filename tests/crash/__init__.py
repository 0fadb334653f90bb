"""A day of the program, killed at every write, commit, send and mark, and started again; `python -m tests.crash`."""

"""Leases: what one process has for itself for a while, on whatever machine it runs, by the clock of the database."""

from archive.store.leases.held import Held, held
from archive.store.leases.rows import holder_of, release, take
from archive.store.leases.tenure import Tenure, own_name

__all__ = ["Held", "Tenure", "held", "holder_of", "own_name", "release", "take"]

"""Leases: what one process has for itself for a while, on whatever machine it runs, by the clock of the database."""

from archive.store.leases.beside import LEADER, stopped, upkeep
from archive.store.leases.holding import Held, held
from archive.store.leases.names import own_name
from archive.store.leases.rows import holder_of, release, take
from archive.store.leases.tenure import Tenure

__all__ = ["LEADER", "Held", "Tenure", "held", "holder_of", "own_name", "release", "stopped", "take", "upkeep"]

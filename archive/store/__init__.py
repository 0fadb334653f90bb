"""The archive as other rooms see it: `open_archive`, and transactions that the functions here take first."""

from archive.store.opening import Archive, Tx, open_archive, open_reader, reopen

__all__ = ["Archive", "Tx", "open_archive", "open_reader", "reopen"]

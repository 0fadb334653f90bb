"""Kept bytes: pages and attachments as they came, named by their hash; in a folder or in an object store."""

from archive.files.choice import opened
from archive.files.folder import PACKED_AT_MOST, Blobs
from archive.files.shelf import Shelf

__all__ = ["PACKED_AT_MOST", "Blobs", "Shelf", "opened"]

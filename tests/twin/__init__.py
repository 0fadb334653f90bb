"""A twin of the government's web sites: a real HTTP server on loopback that answers as a forward proxy."""

from tests.twin.twin import Twin

__all__ = ["Twin"]

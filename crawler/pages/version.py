"""The version of the readers of pages and attachments, kept beside all that they read."""

READER_VERSION = 2
"""Raised with every change after which the same bytes are read as other words: `zswatch reread`, and the next crawl,
then read anew what earlier versions read."""

"""Attachments: the text of a file, read in a child process so that a hostile one can neither hang nor crash us."""

from crawler.attachments.reader import Reader, Reading, read

__all__ = ["Reader", "Reading", "read"]

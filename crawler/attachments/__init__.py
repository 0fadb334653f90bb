"""Attachments: the text of a file, read in a process of its own so that a hostile one can neither hang nor crash us."""

from crawler.attachments.opening import Reading
from crawler.attachments.reader import Reader, interrupt, left, read, worth_again

__all__ = ["Reader", "Reading", "interrupt", "left", "read", "worth_again"]

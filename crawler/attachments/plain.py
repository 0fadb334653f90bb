"""The text of a plain text file."""

from archive.text import decode
from crawler.attachments.limits import bounded


def text(raw: bytes) -> str:
    """Return the lines of a plain text, decoded as a page would be; raises TooLarge."""
    lines = decode(raw).text.replace("\x00", "").splitlines()
    return bounded([line.strip() for line in lines])

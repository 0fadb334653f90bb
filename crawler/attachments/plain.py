"""The text of a plain text file."""

from archive.text import decode


def text(raw: bytes) -> str:
    """Return the lines of a plain text, decoded as a page would be."""
    lines = decode(raw).text.replace("\x00", "").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())

"""What a reader of pictures can do; who does it is in `recognition`, an optional part."""

from typing import Any, Protocol

from crawler.attachments.paragraphs import PrintedLine


class Sight(Protocol):
    """Recognises printed words."""

    def expect(self, pictures: int) -> None:
        """Raise TooLarge when so many pictures are more than one file may have."""

    def page(self, page: Any) -> list[PrintedLine]:
        """Return the lines of a page of a PDF, from top to bottom."""

    def picture(self, raw: bytes) -> list[list[PrintedLine]]:
        """Return the lines of each frame of a picture file; raises Unreadable or TooLarge."""

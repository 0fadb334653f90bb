"""What a reader of pictures can do; who does it is in `recognition`, an optional part."""

from typing import Any, Protocol

from crawler.attachments.paragraphs import PrintedLine


class Sight(Protocol):
    """Recognises printed words."""

    def more(self) -> bool:
        """Tell whether there is time for another picture; what is left then stays unread."""

    def page(self, page: Any) -> list[PrintedLine]:
        """Return the lines of a page of a PDF, from top to bottom."""

    def picture(self, raw: bytes) -> list[list[PrintedLine]]:
        """Return the lines of each frame of a picture file; raises Unreadable or TooLarge."""

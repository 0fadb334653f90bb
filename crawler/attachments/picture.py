"""The text of a picture: what can be recognised in it."""

from crawler.attachments.flow import flowing
from crawler.attachments.limits import Words
from crawler.attachments.sight import Sight


def words(raw: bytes, sight: Sight | None) -> Words:
    """Return the words recognised in a picture; without `sight` none, with status `no_text_layer`."""
    if sight is None:
        return Words(text="", status="no_text_layer", note="a picture")
    return Words(text="\n".join(flowing(sight.picture(raw))), status="ocr")

"""An edition kept whole, so that it can be laid out for one more reader, or be compared with what is known later."""

import zlib
from functools import cache

from pydantic import TypeAdapter, ValidationError

from digest.edition import Edition


def preserve(edition: Edition) -> bytes:
    """Return an edition as bytes: the same bytes for equal editions."""
    return zlib.compress(_adapter().dump_json(edition), 6)


def revive(kept: bytes | None) -> Edition | None:
    """Return the edition that was preserved; None for one that was not, or by a version that this one can not read.

    What records have gained since stands at its default.
    """
    if kept is None:
        return None
    try:
        return _adapter().validate_json(zlib.decompress(kept))
    except (zlib.error, ValidationError):
        return None


@cache
def _adapter() -> TypeAdapter[Edition]:
    return TypeAdapter(Edition)

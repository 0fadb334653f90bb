"""What a crawl writes beyond single calls of the archive: done in the recorder's process, each in one transaction."""

from datetime import datetime

from archive.clock import now
from archive.records import Found, Kept, Validators
from archive.store import Tx, announcements

NO_BODY = ""
"""The hash of a page that answered that it is gone."""


def keep(tx: Tx, found: Found, given: tuple[Validators, ...]) -> Kept:
    """Keep one announcement, and with it the validators that vouch for what it says."""
    kept = announcements.keep(tx, found, now())
    for validators in given:
        announcements.remember(tx, validators)
    return kept


def missed(tx: Tx, announcement_id: str, url: str, began: datetime, moment: datetime) -> bool:
    """Withdraw what was missing in an earlier visit too, one that ended before `began`; else remember that it is.

    Returns whether it was withdrawn.
    """
    if dead_before(tx, url, began, moment):
        announcements.withdraw(tx, announcement_id, moment)
        return True
    return False


def dead_before(tx: Tx, url: str, began: datetime, moment: datetime) -> bool:
    """Tell whether an address answered that it is gone in a visit that ended before `began`; else remember it now.

    Any other answer that is kept from this address takes the memory's place.
    """
    before = announcements.validators(tx, url)
    if before is not None and before.sha256 == NO_BODY and before.fetched_at < began:
        return True
    announcements.remember(tx, Validators(url=url, etag=None, last_modified=None, sha256=NO_BODY, fetched_at=moment))
    return False

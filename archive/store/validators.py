"""What servers gave to ask whether a page has changed, by page."""

from sqlalchemy import select

from archive.records import Validators
from archive.store import keys, upsert
from archive.store.opening import Tx
from archive.tables import Validator, storable


def validators(tx: Tx, url: str) -> Validators | None:
    """Return what the server last gave for exactly this URL, None when it was never fetched."""
    row = tx.scalars(select(Validator).where(Validator.url_key == keys.of_exact_url(storable(url)))).one_or_none()
    if row is None:
        return None
    return Validators(
        url=row.url,
        etag=row.etag,
        last_modified=row.last_modified,
        sha256=row.sha256,
        fetched_at=row.fetched_at,
    )


def remember(tx: Tx, given: Validators) -> None:
    """Keep what a server gave for a URL in place of what it gave before."""
    url = storable(given.url)
    values = {name: getattr(given, name) for name in ("etag", "last_modified", "sha256", "fetched_at")}
    upsert.replace(tx, Validator, "url_key", {"url_key": keys.of_exact_url(url), "url": url, **values})

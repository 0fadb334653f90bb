"""Where workers meet: the database of the queue, and what they must share to work for one archive. Pure."""

import logging
from importlib.util import find_spec

from archive.config import Settings
from archive.errors import WrongSettings

SCHEMA = "zswatch_queue"
"""The queue's own schema in PostgreSQL: migrations, backups and moves of the archive do not see it."""
_log = logging.getLogger("zswatch.engine")


def require(settings: Settings) -> None:
    """Raise WrongSettings when workers could not share what they work on, or the part for it is missing."""
    if find_spec("procrastinate") is None:
        raise WrongSettings("engine.kind: a queue needs procrastinate; install zhongshan-watch with its extra `engine`")
    if not settings.url.startswith("postgres"):
        raise WrongSettings("database_url: workers share an archive in PostgreSQL, such as postgresql://user@host/base")
    if not queue_url(settings).startswith("postgresql:"):
        raise WrongSettings("engine.url: the queue is in PostgreSQL, such as postgresql://user@host/base")
    _require_shared_bytes(settings.blobs.url)


def _require_shared_bytes(url: str) -> None:
    kind = url.partition("://")[0]
    if kind == "file":
        _log.warning("blobs.url: %s must be one folder that every worker sees; nothing here can tell", url)
    elif kind != "s3":
        raise WrongSettings(
            f"blobs.url: {url or 'DATA_DIR/blobs'} is seen by this machine alone, and workers read what others kept; "
            "set s3://BUCKET/PREFIX, or file:///FOLDER for a folder that all of them see"
        )


def queue_url(settings: Settings) -> str:
    """Return the address of the queue's database in the form that libpq knows."""
    scheme, mark, rest = (settings.engine.url or settings.url).partition("://")
    return f"postgresql{mark}{rest}" if scheme.partition("+")[0] in {"postgres", "postgresql"} else scheme + mark + rest


def name(settings: Settings) -> str:
    """Return how the queue's database is called in messages: without user and password."""
    return f"queue at postgresql://{queue_url(settings).partition('://')[2].rpartition('@')[2].partition('?')[0]}"

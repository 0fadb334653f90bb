"""Which place of kept bytes the settings name."""

from importlib.util import find_spec
from pathlib import Path

from archive.errors import WrongSettings
from archive.files.folder import Blobs
from archive.files.shelf import Shelf
from archive.sections import Store

FOLDER = "blobs"
CACHE = "blobs-cache"


def opened(store: Store, data_dir: Path) -> Shelf:
    """Return the place that the settings name: a folder, by default in the data folder, or an object store.

    Nothing is asked of a store yet. Raises WrongSettings when the part for it or its keys are missing.
    """
    kind, _, rest = store.url.partition("://")
    if kind in {"", "file"}:
        return Blobs(Path(rest) if rest else data_dir / FOLDER)
    from archive.files import keys  # noqa: PLC0415 - most archives are in a folder, and the way to a store is long
    from archive.files.remote import Remote  # noqa: PLC0415

    if find_spec("fsspec") is None or (kind == "s3" and find_spec("s3fs") is None):
        raise WrongSettings("blobs.url: an object store needs s3fs; install zhongshan-watch with its extra `s3`")
    if kind == "s3":
        keys.options(store)
    return Remote(store, data_dir / FOLDER, data_dir / CACHE)

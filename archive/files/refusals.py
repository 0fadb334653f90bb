"""What an object store or the way to it says when it can not do something, as errors of this house."""

from archive.errors import NotFound, Refused, TryLater, WatchError
from archive.printable import printable
from archive.sections import Store

MISSING, TAKEN, NO_RANGE, NOT_IMPLEMENTED, TOO_MANY, CONFLICT, TOO_SLOW, FAILED = 404, 412, 416, 501, 429, 409, 408, 500
LONGEST = 200


class Taken(WatchError):
    """There is such an object already."""


class Unconditional(WatchError):
    """The store does not know how to write only when there is none."""


def foreign() -> tuple[type[BaseException], ...]:
    """Return the errors that come from outside: they have no common root."""
    try:
        import aiohttp  # noqa: PLC0415 - comes with s3fs
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
    except ImportError:
        return (OSError, EOFError)
    return (OSError, EOFError, BotoCoreError, ClientError, aiohttp.ClientError)


def mapped(error: BaseException, store: Store) -> WatchError:
    """Return the error to raise in its place: one line that names the store, without anything secret."""
    status, code = _answered(error)
    line = _line(error) or type(error).__name__
    if isinstance(error, FileExistsError) or status == TAKEN:
        return Taken(f"{store.url}: {line}")
    if isinstance(error, FileNotFoundError) or status == MISSING:
        return WatchError(f"{store.url}: there is no such bucket") if code == "NoSuchBucket" else NotFound(line)
    if status == 0 and not isinstance(error, PermissionError):
        return TryLater(f"{store.url}: can not be reached: {line}")
    return _unless_asked_well(status, f"{store.url}: {line}")


def _unless_asked_well(status: int, said: str) -> WatchError:
    if status == NOT_IMPLEMENTED:
        return Unconditional(said)
    if status == NO_RANGE:
        return WatchError(f"{said}: an object is empty")
    if status >= FAILED or status in {TOO_MANY, CONFLICT, TOO_SLOW}:
        return TryLater(said)
    return Refused(f"{said}: refused")


def _answered(error: BaseException) -> tuple[int, str]:
    """Return the status and the store's own code of its answer, 0 when there was none."""
    for one in (error, error.__cause__):
        response = getattr(one, "response", None)
        if isinstance(response, dict):
            status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            return int(status), str(response.get("Error", {}).get("Code", ""))
    return 0, ""


def _line(error: BaseException) -> str:
    return printable(" ".join(str(error).split()))[:LONGEST]

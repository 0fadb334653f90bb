"""Where returned mails lie: files, a Maildir, a mailbox on an IMAP server (RFC 3501)."""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

from archive import secrets
from archive.errors import NotFound, TryLater, WrongSettings
from archive.sections import Bounces

MOST_BYTES = 2_000_000
MOST_MAILS = 500
"""Mails that are read from a server at once; the next call goes on."""
MOST_SECONDS = 300.0
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def lying(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Give the mails of files, of folders of `.eml` files and of Maildirs, by name; the files stay as they are.

    A file that is too large is given without its content. Raises NotFound for a path that can not be read.
    """
    for path in paths:
        try:
            for file in _files(path):
                with file.open("rb") as opened:
                    raw = opened.read(MOST_BYTES + 1)
                yield str(file), raw if len(raw) <= MOST_BYTES else b""
        except OSError as error:
            raise NotFound(f"{path}: {error.strerror}") from None


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if (path / "new").is_dir() and (path / "cur").is_dir():
        return sorted(one for name in ("new", "cur") for one in (path / name).iterdir() if one.is_file())
    return sorted(path.glob("*.eml"))


def fetched(settings: Bounces, take: Callable[[bytes], None]) -> int:
    """Hand every unread mail of the mailbox to `take` and mark it as read after that; returns how many there were.

    Raises WrongSettings when no mailbox is named, TryLater when the server is away, refuses the login or breaks off.
    What was marked until then stays marked.
    """
    return _within(settings, lambda box: _unread(box, settings, take))


def unread(settings: Bounces) -> int:
    """Return how many unread mails the mailbox has, and change nothing in it; raises as `fetched` does."""

    def counted(box: imaplib.IMAP4) -> int:
        _right(box.select(_folder(settings), readonly=True))
        return len(_joined(_right(box.uid("SEARCH", "UNSEEN"))).split())

    return _within(settings, counted)


def _within(settings: Bounces, do: Callable[[imaplib.IMAP4], int]) -> int:
    if not settings.host:
        raise WrongSettings("bounces.host: no mailbox is named in the settings")
    name = f"{settings.host}:{settings.port}"
    try:
        with _logged_in(settings) as box:
            return do(box)
    except imaplib.IMAP4.error as error:
        raise TryLater(f"{name}: {_said(error)}") from None
    except ssl.SSLCertVerificationError as error:
        raise TryLater(f"{name}: certificate refused: {error.verify_message}") from None
    except TimeoutError:
        raise TryLater(f"{name}: no answer in time") from None
    except OSError as error:
        raise TryLater(f"{name}: {error.strerror or error}") from None


def _unread(box: imaplib.IMAP4, settings: Bounces, take: Callable[[bytes], None]) -> int:
    end = monotonic() + MOST_SECONDS
    _right(box.select(_folder(settings)))
    numbers = _joined(_right(box.uid("SEARCH", "UNSEEN"))).split()
    done = 0
    for number in numbers[:MOST_MAILS]:
        if monotonic() > end:
            raise TryLater(f"{settings.host}: too slow; {done} of {len(numbers)} mails were read")
        uid = number.decode("ascii")
        size = _SIZE.search(
            b" ".join(one for one in _right(box.uid("FETCH", uid, "(RFC822.SIZE)")) if isinstance(one, bytes))
        )
        if size is not None and int(size.group(1)) <= MOST_BYTES:
            for one in _right(box.uid("FETCH", uid, "(BODY.PEEK[])")):
                if isinstance(one, tuple):
                    take(one[1])
        _right(box.uid("STORE", uid, "+FLAGS.SILENT", "(\\Seen)"))
        done += 1
    return done


def _folder(settings: Bounces) -> str:
    folder = _ascii("bounces.folder", settings.folder).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{folder}"'


@contextmanager
def _logged_in(settings: Bounces) -> Iterator[imaplib.IMAP4]:
    password = _password(settings)
    box = _connected(settings)
    try:
        box.login(_ascii("bounces.user", settings.user), password)
        yield box
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            box.logout()
        with suppress(OSError):  # A server that does not answer to that leaves the connection open.
            box.shutdown()


def _connected(settings: Bounces) -> imaplib.IMAP4:
    context = ssl.create_default_context()  # Checks certificate and name; SSL_CERT_FILE adds authorities.
    if settings.security == "tls":
        return _BoundedTls(settings.host, settings.port, ssl_context=context, timeout=settings.timeout_seconds)
    box = _Bounded(settings.host, settings.port, timeout=settings.timeout_seconds)
    if settings.security == "starttls":
        try:
            box.starttls(ssl_context=context)
        except BaseException:
            box.shutdown()
            raise
    return box


def _bounded(size: int) -> int:
    """A server may announce a piece of any size, for which memory would be set aside."""
    if size > MOST_BYTES + 1000:
        raise imaplib.IMAP4.abort(f"announces {size} bytes at once")
    return size


class _Bounded(imaplib.IMAP4):
    def read(self, size: int) -> bytes:
        return super().read(_bounded(size))


class _BoundedTls(imaplib.IMAP4_SSL):
    def read(self, size: int) -> bytes:
        return super().read(_bounded(size))


def _joined(data: Sequence[object]) -> bytes:
    return b" ".join(one for one in data if isinstance(one, bytes))


def _right(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    """Return the data of an answer; raises the library's error for a NO."""
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(data[0] if data else kind)
    return data


def _password(settings: Bounces) -> str:
    if settings.password_file is None:
        raise WrongSettings("bounces.password_file: a mailbox needs the file with its password")
    password = secrets.read("bounces.password_file", settings.password_file)
    return _ascii(f"bounces.password_file: {settings.password_file}", password)


def _ascii(what: str, stated: str) -> str:
    # Checked here, for the library's own error would carry the password.
    if not stated.isascii():
        raise WrongSettings(f"{what}: has characters outside ASCII, which the library for mailboxes does not take")
    return stated


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else type(error).__name__
    words = said.decode("utf-8", "backslashreplace") if isinstance(said, bytes) else str(said)
    return " ".join(words.split())[:200]

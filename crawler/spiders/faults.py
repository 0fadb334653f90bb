"""What can go wrong between us and a site, in a few stable words; Scrapy's and Twisted's errors become these here.

    unreachable   no connection, no such host, the connection broke
    timeout       no whole answer in time
    certificate   the server's certificate is not to be trusted
    robots        robots.txt forbids the address
    too_large     the answer is larger than the limit, also after decompression
    busy          429, 503 and other answers that ask to come later, after all retries
    server_error  500, 502 …
    blocked       401, 403, 412, 521 …: refused before the content
    challenge     a firewall's script or captcha stood where the page should be
    gone          404, 410, the home page or a "not found" page where an article should be
    foreign       the address, or a redirect, leads to a host outside the source's allow-list
    redirects     redirects without end
    refused       any other status that is not an answer
    gap           the list does not hold what it says it holds, or what others say it holds
    page_changed  the page came and could not be read as declared
    reader_failed a reader broke on this page: a mistake of ours

Attachments have two more, from their reader: unreadable, timed_out. And what a page says can be wrong:

    degraded      its text was damaged by a machine: garbled copies, broken characters
    duplicate     one address stands for two announcements of the list
    doubt         told, and no fault of the source: a date still to come, a fact that is not there any more
"""

from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity.exceptions import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed

from archive.errors import WatchError

EXPECTED = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    TunnelError,
    ConnectError,
    ConnectionClosed,
    VerificationError,
    SSL.Error,
    OSError,
    ValueError,
)
"""What Scrapy's downloader raises for reasons of the world. ValueError: an address that no request can be made of."""

BLOCKED = frozenset({401, 403, 405, 406, 412, 418, 451, 493, 521})
GONE = frozenset({404, 410})
BUSY = frozenset({408, 429, 503})
TRANSPORT = frozenset({"unreachable", "timeout", "certificate"})
PASSING = TRANSPORT | {"busy", "server_error", "blocked", "challenge", "page_changed", "reader_failed"}
"""Reasons that may be other at the next visit: what failed so must be asked for again."""
LONGEST_DETAIL = 300
UNKNOWN = "the host's name is not known, or leads to this machine or into a private network (network.private)"
BROKE = "the connection broke before there was an answer"


class Fault(WatchError):
    """One request that brought nothing: a reason of the list above, the address, and a sentence for a person."""

    def __init__(self, reason: str, url: str, detail: str) -> None:
        super().__init__(f"{detail}, at {url}")
        self.reason = reason
        self.url = url
        self.detail = detail[:LONGEST_DETAIL]


def of_exception(error: Exception, url: str, *, limit: int, seconds: float) -> Fault:
    """Return the fault behind an error of the downloader; `limit` in bytes and `seconds` are those of the request."""
    if is_certificate(error):
        return Fault("certificate", url, f"the server's certificate is not trusted: {_certificate_words(error)}")
    if isinstance(error, IgnoreRequest) and "robots.txt" in str(error):
        return Fault("robots", url, "robots.txt forbids it")
    if tls := next((one for one in _inside(error) if isinstance(one, SSL.Error)), None):
        said = " ".join(str(tls).split()) or "no reason was given"
        return Fault("unreachable", url, f"the two sides could not agree on how to encrypt (TLS): {said}")
    words = " ".join(str(error).split()) or type(error).__name__
    for kind, reason, detail in _MEANINGS:
        if isinstance(error, kind):
            return Fault(reason, url, detail.format(limit=limit, seconds=seconds))
    if any(isinstance(one, ConnectionClosed) for one in _inside(error)):
        return Fault("unreachable", url, BROKE)
    return Fault("unreachable", url, f"no answer: {words}")


_MEANINGS: tuple[tuple[type[Exception], str, str], ...] = (
    (DownloadTimeoutError, "timeout", "no whole answer within {seconds:g} s"),
    (IgnoreRequest, "too_large", "larger than {limit} bytes after decompression"),
    (DownloadCancelledError, "too_large", "larger than {limit} bytes"),
    (CannotResolveHostError, "unreachable", UNKNOWN),
    (DownloadConnectionRefusedError, "unreachable", "the connection was refused"),
    (ResponseDataLossError, "unreachable", "the connection broke before the answer was whole"),
    (TunnelError, "unreachable", "the proxy could not reach the host"),
)


def of_status(status: int, url: str) -> Fault:
    """Return the fault behind a status that is no answer."""
    detail = f"answered {status}"
    if status in GONE:
        return Fault("gone", url, detail)
    if status in BLOCKED:
        return Fault("blocked", url, detail)
    if status in BUSY:
        return Fault("busy", url, f"{detail}: come later")
    if status == 202:  # noqa: PLR2004 - the empty "accepted" of a firewall that sends its script first
        return Fault("challenge", url, detail)
    return Fault("server_error" if status >= 500 else "refused", url, detail)  # noqa: PLR2004 - HTTP's classes


def is_certificate(error: BaseException) -> bool:
    """Tell whether an error, or one inside it, is a distrusted certificate."""
    return any(
        isinstance(one, VerificationError) or (isinstance(one, SSL.Error) and "certificate verify failed" in str(one))
        for one in _inside(error)
    )


def _certificate_words(error: Exception) -> str:
    for one in _inside(error):
        if isinstance(one, VerificationError):
            return "it is for another host"
    return "not issued by an authority we know, or no longer valid"


def _inside(error: BaseException) -> Iterator[BaseException]:
    """Give an error and all that it wraps: its cause, and the reasons of Twisted's collected failures."""
    open_ones, met = [error], set[int]()
    while open_ones:
        one = open_ones.pop()
        if id(one) in met:
            continue
        met.add(id(one))
        yield one
        open_ones += [cause for cause in (one.__cause__, one.__context__) if cause is not None]
        reasons = getattr(one, "reasons", None) or ()
        open_ones += [reason.value for reason in reasons if isinstance(getattr(reason, "value", None), BaseException)]

"""The address under which readers reach the pages."""

from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlsplit

from archive.sections import Network
from scheduler.doctor.finding import Finding, Installation, warning, well

NAME = "pages"
SECONDS = 10.0
DO = "start `zswatch serve`, and look at the web server before it; mails link there"


def look(it: Installation) -> Iterator[Finding]:
    """Ask web.url once. Raises TryLater, which is told."""
    from digest.channels import exchange

    url = it.settings.web.url
    if not url:
        yield well(NAME, "web.url is not set; mails have no links to leave or to our copies")
        return
    # The operator's own server is often inside; its name is his.
    network = Network(private=(*it.settings.network.private, urlsplit(url).hostname or ""))
    answer = exchange.get(url, network=network, seconds=SECONDS, what="web.url", most=4_000_000)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.NOT_FOUND:
        yield warning(NAME, f"{url} answers {answer.status}", DO)
    else:
        yield well(NAME, f"{url} answers {answer.status}")

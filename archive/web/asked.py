"""What a request says beside its address: in which language it wants its page, and how the root is reached from it."""

from starlette.requests import Request

from archive.config import Settings
from archive.web.words import Language, chosen


def language(request: Request, settings: Settings) -> Language:
    """Return the language of the page that answers."""
    return chosen(request.headers.get("accept-language", ""), settings.language)


def root(request: Request) -> str:
    """Return the way from the page to the root, for links that hold also where a front server has put us deeper.

    A slash that is escaped in the address is no step for a browser, so that the address as it came is counted.
    """
    came = request.scope.get("raw_path") or request.url.path.encode()
    return "../" * max(0, came.count(b"/") - 1)

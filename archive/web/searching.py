"""The front page and the search. They only read."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from archive.config import Settings
from archive.store import Archive
from archive.web import answering, feeds

READS = ["GET", "HEAD"]


class Searching:
    """The pages over one archive."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive, self.settings = archive, settings

    def front(self, request: Request) -> Response:
        """Return the front page."""
        return answering.page(request, self.settings, "front.html.j2", {"feeds": feeds.there(self.settings)})


def routes(app: FastAPI, archive: Archive, settings: Settings) -> None:
    """Add the pages to the application."""
    rooms = Searching(archive, settings)
    app.add_api_route("/", rooms.front, methods=READS, include_in_schema=False, response_model=None)

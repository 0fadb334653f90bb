"""Pages as answers: laid out in the language that is asked for, in the frame that all of them share."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse

from archive.config import Settings
from archive.web import asked, pages


def page(
    request: Request, settings: Settings, template: str, values: Mapping[str, object], status: int = 200
) -> HTMLResponse:
    """Return a page from a template and its values; the frame is put around it."""
    framed = asked.framed(request, settings)
    return HTMLResponse(pages.render(template, asked.language(request, settings), {**framed, **values}), status)

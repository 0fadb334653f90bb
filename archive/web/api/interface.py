"""Which address of the interface gives what, and the OpenAPI document that says so."""

import re
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from archive.config import Settings
from archive.export.writing import MEDIA as FILES
from archive.store import Archive
from archive.web.api import answering, page, papers, problems, registers
from archive.web.api.announcements import Announcements
from archive.web.api.exports import Exports
from archive.web.api.feeds import MEDIA as FEEDS
from archive.web.api.feeds import Feeds
from archive.web.api.forms import Problem
from archive.web.api.lists import Editions, Lists, Meetings
from archive.web.rooms import Rooms

ROOT = "/api/v1"
ABOUT = """
Announcements of the Zhongshan city government on AI and robotics, held against the directives of meetings. Read-only.

* Moments are ISO 8601 in Beijing time with their zone; days are those of Asia/Shanghai.
* Spans count Unicode code points, from 0, the end not included; `text` is exactly that slice.
* Every answer has a strong `ETag`; send it back as `If-None-Match` and what has not changed is answered 304.
* Errors are `application/problem+json` (RFC 9457). A parameter that is not known is refused (422), not passed by.
* HEAD is answered wherever GET is.
"""
_PROBLEM = {problems.MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_TAG = {"ETag": {"description": "strong tag of the content", "schema": {"type": "string"}}}
_LINK = {"Link": {"description": 'the next page: rel="next" (RFC 8288); none at the end', "schema": {"type": "string"}}}
_HIT = {"id": "$response.body#/hits/0/id"}
_TO_PAPERS = {f"announcements_{name}": _HIT for name in ("one", "revisions", "files", "why")}
_FILE = {"id": "$response.body#/id", "sha256": "$response.body#/attachments/0/sha256"}
_MEETING = {"id": "$response.body#/meetings/0/id"}
_TO_MEETINGS = {f"meetings_{name}": _MEETING for name in ("one", "directives")}
_EDITION = {"key": "$response.body#/editions/0/key"}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_TEXT = {"schema": {"type": "string"}}


def routes(app: FastAPI, archive: Archive, settings: Settings, rooms: Rooms) -> None:
    """Add the interface, its feeds and exports to the application."""
    api = interface(archive, settings, rooms)
    mounted = Mount(ROOT, api)
    # Whatever stands behind the root is the interface's to answer, line ends too, at which the pattern would stop.
    mounted.path_regex = re.compile(mounted.path_regex.pattern, re.DOTALL)
    app.router.routes.append(mounted)
    for form in FEEDS:
        app.router.routes.append(Route(f"/feeds/announcements.{form}", _also(api, f"/announcements.{form}")))
    app.router.routes.append(Route("/export", _also(api, "/export")))
    page.routes(app, api, settings)


def interface(archive: Archive, settings: Settings, rooms: Rooms) -> FastAPI:
    """Return the interface as an application of its own, so that its errors are told in its own form."""
    api = FastAPI(
        title="Zhongshan Watch", version=version("zhongshan-watch"), description=ABOUT,
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False,
    )  # fmt: skip
    found, meetings = Announcements(archive, settings, rooms), Meetings(archive, settings, rooms)
    feeds, issues, lists = Feeds(archive, settings), Editions(archive, settings), Lists(archive, settings, rooms)
    add = _Adding(api)
    # What goes into an announcement stands before it: its id may be an address, which has anything in it.
    add("/announcements", found.search, papers.Found, headers=_TAG | _LINK, leads=_TO_PAPERS)
    add("/announcements.atom", feeds.atom, None, content={FEEDS["atom"]: _TEXT})
    add("/announcements.json", feeds.json, None, content={FEEDS["json"]: {"schema": {"type": "object"}}})
    add("/announcements/{id:path}/revisions", found.revisions, papers.History, missing=True)
    add("/announcements/{id:path}/attachments/{sha256}", found.file, papers.Attachment, missing=True)
    add(
        "/announcements/{id:path}/attachments",
        found.files,
        papers.Files,
        missing=True,
        leads={"announcements_file": _FILE},
    )
    add("/announcements/{id:path}/why", found.why, papers.Account, missing=True)
    add("/announcements/{id:path}", found.one, papers.Paper, missing=True)
    add("/meetings", meetings.every, registers.Meetings, leads=_TO_MEETINGS)
    add("/meetings/{id:path}/directives", meetings.directives, registers.Ledger, missing=True)
    add("/meetings/{id:path}", meetings.one, registers.MeetingPaper, missing=True)
    add("/editions", issues.every, registers.Editions, headers=_TAG | _LINK, leads={"editions_one": _EDITION})
    add("/editions/{key}", issues.one, registers.EditionPaper, missing=True)
    add("/sources", lists.sources, registers.Sources)
    add("/deadlines", lists.deadlines, registers.Deadlines, headers=_TAG | _LINK)
    add("/counts", lists.counts, registers.Counts)
    add("/health", lists.health, registers.Health)
    exports = Exports(archive, settings, rooms)
    add("/export", exports.export, None, content=dict.fromkeys(FILES.values(), _BINARY), headers={})
    _described(api, settings)
    problems.handlers(api, settings)
    return api


class _Adding:
    """Adds addresses with all that the document says of their answers."""

    def __init__(self, api: FastAPI) -> None:
        self.api = api

    def __call__(
        self,
        path: str,
        room: Callable[..., Response],
        model: type[BaseModel] | None,
        *,
        missing: bool = False,
        content: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] = _TAG,
        leads: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        good: dict[str, Any] = {"description": "what was asked for", "headers": dict(headers)}
        if leads:
            good["links"] = {name: {"operationId": name, "parameters": dict(each)} for name, each in leads.items()}
        if content is not None:
            good["content"] = dict(content)
        answers: dict[int | str, dict[str, Any]] = {200: good}
        if headers:
            answers[304] = {"description": "it has not changed since the tag that was sent"}
        if missing:
            answers[404] = {"description": "there is no such thing", "content": _PROBLEM}
        answers[422] = {"description": "a parameter is wrong", "content": _PROBLEM}
        answers[503] = {"description": "the archive is away, or too busy; come again", "content": _PROBLEM}
        answers["default"] = {"description": "any other failure", "content": _PROBLEM}
        name = f"{type(room.__self__).__name__.lower()}_{room.__name__}"  # type: ignore[attr-defined]
        stated: dict[str, Any] = {
            "response_model": model,
            "response_class": JSONResponse if model else Response,
            "responses": answers,
        }
        self.api.add_api_route(path, room, methods=["GET"], operation_id=name, **stated)
        self.api.add_api_route(path, room, methods=["HEAD"], include_in_schema=False, response_model=None)


def _described(api: FastAPI, settings: Settings) -> None:
    made = api.openapi

    def document() -> dict[str, Any]:
        if api.openapi_schema is None:
            base = settings.web.url.rstrip("/")
            told = made()
            told["servers"] = [{"url": f"{base}{ROOT}"}]
            told["components"]["schemas"]["Problem"] = Problem.model_json_schema()
            for place in told["paths"].values():
                for each in place["get"].get("parameters", ()):
                    each["schema"] = _stated(each["schema"])
            api.openapi_schema = told
        return api.openapi_schema or {}

    def answer(request: Request) -> Response:
        return answering.document(request, document())

    api.openapi = document  # type: ignore[method-assign]
    api.add_api_route("/openapi.json", answer, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)


def _stated(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what values a parameter has where it stands: an address can leave it out, but not say that it is null."""
    told = next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), schema)
    return {name: value for name, value in told.items() if name not in {"title", "description"}}


def _also(api: FastAPI, path: str) -> Any:
    """Return what answers at another address as the interface does at a path of its own."""

    class Also:
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await api({**scope, "path": path, "raw_path": path.encode(), "root_path": ""}, receive, send)

    return Also()

"""The page that tells why an announcement was selected or left out, and matched or not."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive.config import Settings
from archive.errors import NotFound
from archive.records import Announcement
from archive.store import Archive, Tx, announcements
from archive.store import meetings as imported
from archive.web import accounts, answering, asked, papers, served, why_words
from archive.web.rooms import Rooms

KNOWN = {
    name: frozenset(key.removeprefix(prefix) for key in why_words.WORDS if key.startswith(prefix))
    for name, prefix in {
        "arounds": "around_",
        "discounts": "discount_",
        "figures": "figure_",
        "bounds": "bound_",
        "relations": "comparison_",
        "cites": "cite_",
        "views": "view_",
    }.items()
}
"""The values of an account for which there are words, by the name that the template has for them."""


class Whys:
    """The pages over one archive, with the account where it is lent."""

    def __init__(self, archive: Archive, settings: Settings, rooms: Rooms) -> None:
        self.archive, self.settings, self.rooms = archive, settings, rooms

    def one(self, request: Request, name: str) -> Response:
        """Return the account of an announcement, judged as it stands; without the digest, the one that was kept."""
        try:
            with self.archive.read() as tx:
                found = announcements.get(tx, name)
                told = self.rooms.account(tx, found) if self.rooms.account else _kept(found)
                asks = self._asks(tx)
                names = announcements.named(tx, _named(told))
        except NotFound:
            raise HTTPException(404) from None
        language = asked.language(request, self.settings)
        values = {
            "one": found,
            "account": accounts.account(told, asks) if told else None,
            "lent": self.rooms.account is not None,
            "names": names,
            "place": lambda part: papers.place(found, part),
            "act": partial(why_words.act, language),
            "sign": partial(why_words.sign, language),
            **KNOWN,
        }
        return answering.page(request, self.settings, "why.html.j2", values)

    def _asks(self, tx: Tx) -> dict[tuple[str, str], str]:
        known = self.rooms.meetings(tx) if self.rooms.meetings else imported.every(tx)
        return {(one.id, each.id): each.text for one in known for each in one.directives}


def routes(app: FastAPI, archive: Archive, settings: Settings, rooms: Rooms) -> None:
    """Add the page to the application; before the announcements' own, whose ids may hold anything."""
    served.add(app, {"/announcements/{name:path}/why": Whys(archive, settings, rooms).one})


def _kept(one: Announcement) -> dict[str, Any]:
    """Return what the archive alone knows: the newest analysis of the present revision; empty when it has none."""
    if one.analysis is None:
        return {}
    verdict = one.analysis.relevance
    own = {"method": one.analysis.method, "revision": one.analysis.revision, "reasons": list(verdict.reasons)}
    return {**own, "relevant": verdict.relevant, "score": verdict.score, **one.analysis.account}


def _named(told: Mapping[str, Any]) -> list[str]:
    """Return the ids of other announcements that an account speaks of."""
    cited = [one.get("target") for one in told.get("citations") or ()]
    cited += [each for one in told.get("citations") or () for each in one.get("candidates") or ()]
    beside = [one.get("id") for one in told.get("comparisons") or () if one.get("beside") != "meeting"]
    return list(dict.fromkeys(one for one in (*cited, *beside) if one))

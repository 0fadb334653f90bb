"""What must not be said: secrets of the settings, and what is one by its place, are replaced before a line is written.

A secret is known by its value, in each form in which programs write it (quoted for a URL, escaped in JSON, base64 as in
a login). What nobody told us of is known by where it stands: logins in addresses, headers that let somebody in, tokens
in query strings and in the links of our mails.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterable

from archive import secrets
from archive.printable import shown
from archive.secrets import MARK

LEAST = 6
"""A shorter word is no secret: it would take ordinary words out of every line."""
MOST_LENGTH = 4_000
REFRESH_SECONDS = 30.0
"""How often files of secrets are looked at again: tokens change while a service works."""

_WORD = (
    r"(?:(?:access|refresh|id|api|client|session|secret|aws|x-amz)[_-]?){0,3}"
    r"(?:token|secret|password|passwd|pwd|signature|credential)"
)
_BY_PLACE = (
    (re.compile(r"(://[^\s/@:]*:)[^\s/@]+(?=@)"), rf"\1{MARK}"),
    (
        re.compile(r"(?i)\b(authorization\b[\"']?\s*[:=,]\s*(?:b(?=[\"']))?[\"']?)(?:[a-z0-9]+\s+)?[^\s\"',;]+"),
        rf"\1{MARK}",
    ),
    (re.compile(r"(?i)\b(cookie\b[\"']?\s*[:=,]\s*(?:b(?=[\"']))?[\"']?)[^\"'\n]+"), rf"\1{MARK}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}"), rf"\1 {MARK}"),
    (re.compile(rf"(?i)\b({_WORD}=[\"']?)[^\s&\"',;}}#]{{4,}}"), rf"\1{MARK}"),
    (re.compile(rf"(?i)([\"']{_WORD}[\"']\s*:\s*[\"'])[^\"']{{4,}}"), rf"\1{MARK}"),
    (re.compile(r"(?i)([?&](?:key|sig|sign|code)=)[^\s&\"'#]{4,}"), rf"\1{MARK}"),
    (re.compile(r"(/subscriptions/[a-z-]{1,20}/)[^\s\"'/?#]+"), rf"\1{MARK}"),
)


class Redactor:
    """Takes known secrets out of texts; safe to use from several threads."""

    def __init__(self) -> None:
        self._beginnings: dict[str, tuple[str, ...]] = {}
        self._sources: list[Callable[[], Iterable[str]]] = []
        self._looked_at = float("-inf")
        self._lock = threading.Lock()
        self.longest = 0

    def add(self, *values: str) -> None:
        """Learn secrets; what is shorter than LEAST is no secret."""
        forms = {form for one in values if len(one.strip()) >= LEAST for form in forms_of(one[:MOST_LENGTH])}
        with self._lock:
            # By their beginnings: an expression of all of them takes a tenth of a second a line where there are many.
            known = dict(self._beginnings)
            for form in forms:
                others = known.get(form[:LEAST], ())
                if form not in others:
                    known[form[:LEAST]] = tuple(sorted((*others, form), key=len, reverse=True))
            self.longest = max([self.longest, *map(len, forms)])
            self._beginnings = known

    def ask(self, source: Callable[[], Iterable[str]]) -> None:
        """Have secrets looked up when the first text is to be written, and again from time to time.

        `source` replaces the one that was given before; what is known stays known.
        """
        with self._lock:
            self._sources = [source]
            self._looked_at = float("-inf")

    def redacted(self, text: str) -> str:
        """Return a text without any secret that is known by its value, here or elsewhere, or by its place."""
        text = self.known_taken_out(secrets.hidden(text))
        for pattern, put in _BY_PLACE:
            text = pattern.sub(put, text)
        return self.known_taken_out(text)

    def known_taken_out(self, text: str) -> str:
        """Return a text without any secret that is known by its value."""
        self._refresh()
        at = 0
        while (hit := self._next(text, at)) is not None:
            place, form = hit
            text = f"{text[:place]}{MARK}{text[place + len(form) :]}"
            at = max(0, place - self.longest)  # what stood on both sides of it may be another one
        return text

    def knows(self, text: str) -> bool:
        """Whether a secret that is known by its value stands in a text."""
        self._refresh()
        return self._next(text, 0) is not None

    def _next(self, text: str, start: int) -> tuple[int, str] | None:
        """Return the first place from `start` on at which a known form stands, and the longest that does."""
        known = self._beginnings
        if not known:
            return None
        for place in range(start, len(text) - LEAST + 1):
            for form in known.get(text[place : place + LEAST], ()):
                if text.startswith(form, place):
                    return place, form
        return None

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._looked_at < REFRESH_SECONDS:
            return
        self._looked_at = now
        for source in self._sources:
            self.add(*source())


def forms_of(secret: str) -> set[str]:
    """Return every form in which a secret may stand in a line of ours."""
    forms = {*secrets.forms_of(secret), shown(secret), *secrets.forms_of(shown(secret))}
    forms |= {json.dumps(one, ensure_ascii=False)[1:-1] for one in forms}
    return {one for one in forms if len(one) >= LEAST and one not in MARK}


REDACTOR = Redactor()
"""The one of this process."""

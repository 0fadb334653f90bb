"""What must not be said: secrets of the settings, and what is one by its place, are replaced before a line is written.

A secret is known by its value, in each form in which programs write it (quoted for a URL, escaped in JSON, base64 as in
a login). What nobody told us of is known by where it stands: logins in addresses, headers that let somebody in, tokens
in query strings and in the links of our mails.
"""

import base64
import json
import re
import threading
import time
from collections.abc import Callable, Iterable
from urllib.parse import quote, quote_plus

from archive.printable import shown

MARK = "***"
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
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._sources: list[Callable[[], Iterable[str]]] = []
        self._looked_at = float("-inf")
        self._lock = threading.Lock()
        self.longest = 0

    def add(self, *secrets: str) -> None:
        """Learn secrets; what is shorter than LEAST is no secret."""
        forms = {form for one in secrets if len(one.strip()) >= LEAST for form in forms_of(one[:MOST_LENGTH])}
        with self._lock:
            if not forms <= self._forms:
                self._forms |= forms
                by_length = sorted(self._forms, key=lambda one: (-len(one), one))
                self.longest = len(by_length[0])
                self._pattern = re.compile("|".join(map(re.escape, by_length)))

    def ask(self, source: Callable[[], Iterable[str]]) -> None:
        """Have secrets looked up when the first text is to be written, and again from time to time.

        `source` replaces the one that was given before; what is known stays known.
        """
        with self._lock:
            self._sources = [source]
            self._looked_at = float("-inf")

    def redacted(self, text: str) -> str:
        """Return a text without any secret that is known by its value or by its place."""
        text = self.known_taken_out(text)
        for pattern, put in _BY_PLACE:
            text = pattern.sub(put, text)
        return self.known_taken_out(text)

    def known_taken_out(self, text: str) -> str:
        """Return a text without any secret that is known by its value."""
        self._refresh()
        # What is left when one is taken out could be another one, made of what stood on both sides of it.
        while self._pattern is not None and self._pattern.search(text):
            text = self._pattern.sub(MARK, text)
        return text

    def knows(self, text: str) -> bool:
        """Whether a secret that is known by its value stands in a text."""
        self._refresh()
        return self._pattern is not None and self._pattern.search(text) is not None

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._looked_at < REFRESH_SECONDS:
            return
        self._looked_at = now
        for source in self._sources:
            self.add(*source())


def forms_of(secret: str) -> set[str]:
    """Return every form in which a program may write a secret."""
    raw = secret.encode("utf-8", "surrogatepass")
    quoted = {quote(raw, safe=""), quote(raw), quote_plus(raw)}
    forms = {
        secret,
        shown(secret),
        *quoted,
        *(re.sub(r"%..", lambda found: found[0].lower(), one) for one in quoted),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        repr(raw)[2:-1],
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode(),
    }
    forms |= {json.dumps(one, ensure_ascii=False)[1:-1] for one in (*forms, shown(secret))}
    return {one for one in forms if len(one) >= LEAST and one not in MARK}


REDACTOR = Redactor()
"""The one of this process."""

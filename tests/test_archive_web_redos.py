"""No question takes the pages long, however it is made: the worst texts for whoever reads with patterns."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from time import process_time
from urllib.parse import quote

import pytest

from archive import asking
from archive.config import Settings
from archive.errors import WrongUse
from archive.store import Archive, announcements
from archive.web.login import Users
from tests.found import NOON, found
from tests.web_server import Client, serving

SECONDS = 2.0
"""Of this process, on a slow machine; a pattern that goes wrong takes minutes."""
WORST = {
    "brackets": "(" * 1000,
    "closed": "(a" * 300 + ")" * 300,
    "quotes": '"' * 1000,
    "curly": "“" * 1000,
    "minus": "-" * 1000,
    "not": "NOT " * 250,
    "or": "或" * 1000,
    "fields": "标题:" * 300,
    "digits": "2025" * 250,
    "dates": "2025年2月" * 140,
    "chinese": "二〇" * 500,
    "numbers": "中府〔2025〕" * 120,
    "hollow": "〔" * 500 + "〕" * 500,
    "blanks": " \u3000\t" * 333,
    "marks": "a\u0301" * 500,
    "ligatures": "\ufdfa" * 55,
    "percent": "%_\\" * 333,
    "near": "中府〔20251号" * 110,
}


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with archive.begin() as tx:
        announcements.keep(tx, found(1, body="2025年2月21日，中府〔2025〕1号。" * 2000), NOON)
    with serving(archive, settings) as running:
        yield running


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_a_question_is_read_quickly(text: str) -> None:
    begun = process_time()
    with suppress(WrongUse):
        asking.parse(text)
    assert process_time() - begun < SECONDS


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_a_page_is_made_quickly(client: Client, text: str) -> None:
    for path in (f"/search?q={quote(text)}", f"/announcements/zs-1?q={quote(text)}", f"/search?number={quote(text)}"):
        begun = process_time()
        assert client.get(path).status in {200, 400}
        assert process_time() - begun < SECONDS * 2, path


@pytest.mark.parametrize("header", ["accept-language", "if-none-match", "cookie", "authorization", "x-forwarded-for"])
def test_a_header_is_read_quickly(client: Client, header: str) -> None:
    for text in ("zh;q=" * 1500, ", " * 3500, '"' * 7000, "a=b;" * 1700, "Basic " + "A" * 7000):
        begun = process_time()
        assert client.ask("GET", "/editions", headers={header: text}).status in {200, 304, 400}
        assert process_time() - begun < SECONDS


def test_a_password_of_any_length_is_read_quickly(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("users") / "users"
    file.write_text("", encoding="utf-8")
    known = Users(file)
    known.read()
    begun = process_time()
    assert known.knows("Basic " + "=" * 1_000_000) is None
    assert process_time() - begun < SECONDS

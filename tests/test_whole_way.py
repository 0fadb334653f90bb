"""The whole way as a user walks it: crawl the twin, ask the archive, read the digest; every JSON answer by schema."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests import screenshots
from tests.twin import Twin

SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"
DAYS = {1: "2026-11-18T09:00:00+08:00", 2: "2026-11-19T09:00:00+08:00", 3: "2026-11-20T09:00:00+08:00"}
READER = "reader@example.org"


@dataclass
class User:
    """Somebody with a folder, a clock and the command."""

    folder: Path
    twin: Twin
    day: int = 1
    database_url: str = ""

    def run(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[bytes]:
        environment = os.environ | self.twin.environment()
        environment |= {
            "ZSWATCH_NOW": DAYS[self.day],
            "ZSWATCH_DATA_DIR": str(self.folder / "data"),
            "ZSWATCH_DATABASE_URL": self.database_url,
            "ZSWATCH_CRAWLER__DELAY_SECONDS": "0",
        }
        done = subprocess.run(
            [sys.executable, "-m", "scheduler", *arguments], env=environment, capture_output=True, check=False
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}: {done.stderr.decode()[-2000:]}"
        return done

    def ask(self, schema: str, *arguments: str, code: int = 0) -> Any:
        answer = json.loads(self.run(*arguments, "--json", code=code).stdout)
        return by_schema(schema, answer)

    def crawl(self, day: int) -> Any:
        self.day = self.twin.day = day
        return self.ask("crawl", "crawl")


def by_schema(name: str, answer: Any) -> Any:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.validate(answer)
    return answer


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="module")
def users(
    tmp_path_factory: pytest.TempPathFactory, module_database: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Callable[[str], User]]:
    """A function that gives the user of an engine after two days of crawling and sending, made when first asked for."""
    made: dict[str, User] = {}

    def user_on(engine: str) -> User:
        if engine not in made:
            twin, url = open_ones.enter_context(Twin(day=1)), open_ones.enter_context(module_database(engine))
            made[engine] = one = User(tmp_path_factory.mktemp("user"), twin, database_url=url)
            for day in (1, 2):
                report = one.crawl(day)
                assert {source["status"] for source in report["sources"]} == {"ok"}, report
                one.run("digest", "send", "--to", READER)
        return made[engine]

    with ExitStack() as open_ones:
        yield user_on


@pytest.fixture(params=ENGINES)
def user(request: pytest.FixtureRequest, users: Callable[[str], User]) -> User:
    """The user, on each engine in turn."""
    return users(request.param)


def exported(user: User, *filters: str) -> list[dict[str, Any]]:
    lines = user.run("export", "--format", "jsonl", *filters).stdout.decode().splitlines()
    return [by_schema("announcement", json.loads(line)) for line in lines]


def test_the_archive_holds_what_the_sites_published(user: User) -> None:
    held = {one["id"]: one for one in exported(user)}
    expected = user.twin.expected(1) | user.twin.expected(2)
    assert set(held) == set(expected)
    for key, truth in user.twin.expected(2).items():
        found = held[key]
        assert (found["title"], found["issuer"], found["doc_number"]) == (truth.title, truth.issuer, truth.doc_number)
        assert found["published"] == truth.published.isoformat(), key
        # an edit of blanks alone is no revision: the words stay as they were first kept
        same = [one[key].body for one in (user.twin.expected(1), user.twin.expected(2)) if key in one]
        assert found["body"] in same, key
        assert "".join(found["body"].split()) == "".join(truth.body.split()), key


def test_the_archive_is_sound(user: User) -> None:
    document = user.ask("archive-check", "archive", "check")
    assert (document["sound"], document["count"]) == (True, 0)


def test_every_quotation_is_the_slice_that_it_names(user: User) -> None:
    meeting = user.ask("meeting", "meetings", "show", "2025-02-21")
    quoted = 0
    for one in exported(user, "--relevant"):
        for alignment in one["alignments"]:
            quote, words = alignment["announcement_quote"], alignment["directive_quote"]
            assert part(one, quote["part"])[quote["start"] : quote["end"]] == quote["text"]
            assert meeting["text"][words["start"] : words["end"]] == words["text"]
            assert quote["text"]
            assert words["text"]
            quoted += 1
    assert quoted >= 20


def part(announcement: dict[str, Any], name: str) -> str:
    if name in ("title", "body"):
        return str(announcement[name])
    sha = name.removeprefix("attachment:")
    return next(str(one["text"]) for one in announcement["attachments"] if one["sha256"] == sha)


def test_the_meeting_has_its_themes_directives_and_facts(user: User) -> None:
    meeting = user.ask("meeting", "meetings", "show", "2025-02-21")
    counts: dict[str, int] = {}
    for directive in meeting["directives"]:
        assert meeting["text"][directive["start"] : directive["end"]] == directive["text"]
        counts[directive["theme"]] = counts.get(directive["theme"], 0) + 1
    assert counts == {"study": 4, "application": 5, "industry": 3, "talent": 4, "general": 3}
    facts = {(fact["value"], fact["unit"]) for fact in meeting["facts"]}
    assert {("50", "亿元"), ("70", "%")} <= facts
    assert any("《中山市推进" in fact["text"] for fact in meeting["facts"])


def test_search_show_why_and_history_speak_of_one_announcement(user: User) -> None:
    hits = user.ask("search", "search", "机器人")
    assert hits
    which = hits[0]["id"]
    shown = user.ask("announcement", "show", which)
    assert shown == user.ask("announcement", "show", shown["url"])
    account = user.ask("why", "why", which)
    assert account["id"] == which
    assert len(user.ask("history", "history", which)) == shown["revision"]


def test_quiet_edits_of_the_second_day_are_revisions_with_their_words(user: User) -> None:
    revised = [one for one in exported(user) if one["revision"] > 1]
    assert revised
    for one in revised:
        rows = user.ask("history", "history", one["id"])
        assert rows[0]["changes"] == []
        assert rows[1]["changes"], one["id"]


def test_the_second_days_digest_tells_the_second_day_only(user: User) -> None:
    first, second = (edition(user, day) for day in (1, 2))
    told_first, told_second = ({item["id"] for item in one["items"]} for one in (first, second))
    assert told_first
    assert told_second
    assert not told_first & told_second
    assert second["silence"] == "news"
    assert {change["id"] for change in second["changes"]} <= told_first


def edition(user: User, day: int) -> Any:
    out = user.folder / f"edition-{day}"
    user.run("digest", "replay", "--date", DAYS[day][:10], "--out", str(out))
    assert sorted(file.name for file in out.iterdir()) == ["edition.eml", "edition.html", "edition.json", "edition.txt"]
    return by_schema("edition", json.loads((out / "edition.json").read_text(encoding="utf-8")))


def test_sending_again_sends_nothing_twice(user: User) -> None:
    mails = sorted((user.folder / "data" / "mail").glob("*.eml"))
    assert len(mails) == 2
    user.run("digest", "send", "--to", READER)
    assert sorted((user.folder / "data" / "mail").glob("*.eml")) == mails
    for mail in mails:
        message = BytesParser(policy=policy.default).parsebytes(mail.read_bytes())
        assert message["To"] == READER
        assert not message.defects
        assert {one.get_content_type() for one in message.iter_parts()} == {"text/plain", "text/html"}


def test_preview_marks_nothing(user: User) -> None:
    for name in ("a", "b"):
        user.run("digest", "preview", "--out", str(user.folder / name))
    assert (user.folder / "a" / "edition.json").read_bytes() == (user.folder / "b" / "edition.json").read_bytes()


def test_the_catalogue_tells_health(user: User) -> None:
    rows = user.ask("sources", "sources")
    assert {row["status"] for row in rows if row["enabled"]} == {"ok"}
    assert all(row["last_success"] for row in rows if row["enabled"])
    user.run("sources", "check")
    told = user.ask("status", "status")
    assert told["healthy"], told["problems"]


def test_a_backup_carries_the_archive_elsewhere(user: User, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    user.run("backup", str(file))
    other = User(tmp_path, user.twin, user.day)
    other.run("restore", str(file))
    assert exported(other) == exported(user)
    assert b"not empty" in other.run("restore", str(file), code=1).stderr


def test_the_pictures_in_the_documents_show_the_second_days_digest(user: User) -> None:
    edition(user, 2)
    page = (user.folder / "edition-2" / "edition.html").read_text(encoding="utf-8")
    assert screenshots.kept()["demo"] == screenshots.mark(page), "run `make screenshots`, and look at them"

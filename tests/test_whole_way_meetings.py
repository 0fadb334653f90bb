"""Two meetings at once, as a user walks it: import, put in force, judge, show, export, filter, digest."""

import json
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.test_whole_way import READER, User, by_schema, exported
from tests.twin import Twin

SECOND = "2026-05-20"
REPORT = """全市人工智能应用推进会召开
2026年5月20日，全市人工智能应用推进会召开。会议强调，要抓好以下工作：
一是推进数据资源汇聚。组织申报机器人应用示范项目，对入选项目给予资助。
二是培养工匠队伍。举办人工智能专题培训班，提升干部数字素养。
会议要求，各级各部门要压实责任。"""


class Configured(User):
    """A user with a settings file that puts both meetings in force."""

    def run(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[bytes]:
        file = self.folder / "zswatch.toml"
        file.write_text(f'[digest]\nmeetings = ["2025-02-21", "{SECOND}"]\n', encoding="utf-8")
        return super().run("--config", str(file), *arguments, code=code)


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[User]:
    """A user who has crawled the twin once, and then imported a second meeting and put both in force."""
    folder = tmp_path_factory.mktemp("two")
    with Twin(day=1) as twin:
        User(folder, twin).crawl(1)
        (folder / "report.txt").write_text(REPORT, encoding="utf-8")
        User(folder, twin).run(
            "meetings", "import", str(folder / "report.txt"), "--url", "http://www.zs.gov.cn/meeting"
        )
        one = Configured(folder, twin)
        one.run("digest", "preview", "--out", str(folder / "edition"))
        yield one


def test_both_meetings_are_in_force(user: User) -> None:
    listed = user.ask("meetings", "meetings")
    assert {one["id"]: one["in_force"] for one in listed} == {"2025-02-21": True, SECOND: True}


def test_alignments_name_their_meeting_and_quote_its_text(user: User) -> None:
    texts = {one: user.ask("meeting", "meetings", "show", one)["text"] for one in ("2025-02-21", SECOND)}
    met = set()
    for announcement in exported(user):
        for one in announcement["alignments"]:
            met.add(one["meeting"])
            quote = one["directive_quote"]
            assert texts[one["meeting"]][quote["start"] : quote["end"]] == quote["text"]
    assert met == {"2025-02-21", SECOND}


def test_themes_that_no_word_list_knows_are_compared_by_word_pairs_and_asked_for(user: User) -> None:
    themes = [one["id"] for one in user.ask("meeting", "meetings", "show", SECOND)["themes"]]
    assert themes == ["data", "theme-2"]
    found = [
        one
        for theme in themes
        for announcement in exported(user, "--theme", theme)
        for one in announcement["alignments"]
        if one["theme"] == theme
    ]
    assert found
    assert {one["meeting"] for one in found} == {SECOND}


def test_show_and_why_have_both(user: User) -> None:
    both = next(
        one["id"] for one in exported(user) if {each["meeting"] for each in one["alignments"]} == {"2025-02-21", SECOND}
    )
    shown = user.ask("announcement", "show", both)
    assert {one["meeting"] for one in shown["alignments"]} == {"2025-02-21", SECOND}
    assert set(user.ask("why", "why", both)["alignments"]) == {"2025-02-21", SECOND}


def test_the_edition_names_the_meeting_beside_each_directive(user: User) -> None:
    folder = user.folder / "edition"
    edition = by_schema("edition", json.loads((folder / "edition.json").read_text(encoding="utf-8")))
    assert edition["meeting"] == "2025-02-21"
    assert {one["meeting"] for item in edition["items"] for one in item["alignments"]} == {"2025-02-21", SECOND}
    assert f"{SECOND}/general.1" in edition["gaps"]
    for name in ("edition.html", "edition.txt"):
        laid_out = (folder / name).read_text(encoding="utf-8")
        assert "全市人工智能应用推进会" in laid_out
        assert f"{SECOND}/general.1" in laid_out
        assert "2025-02-21/" in laid_out


def test_an_edited_meeting_is_judged_anew(user: User) -> None:
    file = user.folder / "data" / "meetings" / f"{SECOND}.toml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace('theme = "data"', 'theme = "theme-2"'), encoding="utf-8")
    user.run("meetings", "import", str(file))
    user.run("digest", "send", "--to", READER)
    themes = {one["theme"] for each in exported(user) for one in each["alignments"] if one["meeting"] == SECOND}
    assert "theme-2" in themes
    assert "data" not in themes
    edition = json.loads(replayed(user).read_text(encoding="utf-8"))
    assert all(one["theme"] != "data" for item in edition["items"] for one in item["alignments"])


def replayed(user: User) -> Path:
    out = user.folder / "again"
    user.run("digest", "replay", "--date", date(2026, 11, 18).isoformat(), "--out", str(out))
    return out / "edition.json"

"""From the archive to the digest: figures beside those of policies that the archive holds."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive.config import Settings
from archive.records import Found
from archive.store import Archive, announcements, judgements
from digest import run
from digest.policies import Policies, by_id
from scheduler.commands.archive import _print_figures
from tests.days import EIGHT, MORNING, crawled, keep
from tests.editions import SOURCES
from tests.found import found
from tests.test_whole_way import by_schema

POLICY = found(
    2491001,
    title="中山市人民政府关于印发《中山市推进“人工智能+”产业创新发展的若干政策措施》的通知",
    doc_number="中府〔2025〕1号",
    body="第一条 支持机器人核心零部件攻关。对减速器、灵巧手等机器人核心零部件研发项目给予资助，单个项目最高500万元。",
    published=MORNING - timedelta(days=600),
)
READING = found(
    2491002,
    title="《中山市推进“人工智能+”产业创新发展的若干政策措施》政策解读",
    doc_number=None,
    body="问：机器人核心零部件攻关支持多少？\n答：机器人核心零部件研发项目最高500万元。",
)
CALL = found(
    2655001,
    title="关于组织申报2027年度“人工智能+”产业创新发展专项资金项目的通知",
    doc_number="中工信〔2026〕296号",
    body=(
        "根据中府〔2025〕1号文，现就2027年度人工智能与机器人项目申报通知如下：\n"
        "一、对减速器、灵巧手等机器人核心零部件研发项目，按不超过研发投入的25%给予资助，单个项目最高300万元。\n"
        "二、申报企业请于2026年12月5日前提交申报书，打造一批人工智能应用场景。"
    ),
)
SPAN = ("relation", "beside", "id")


@pytest.fixture
def filled(archive: Archive, settings: Settings) -> Archive:
    keep(archive, POLICY, READING, CALL)
    crawled(archive)
    assert run.judge_new(archive, settings, MORNING) == 3
    return archive


def edition(archive: Archive, settings: Settings, out: Path, language: str = "zh") -> dict[str, object]:
    chosen = settings.model_copy(update={"language": language})
    run.preview(archive, chosen, EIGHT.date(), out, sources=SOURCES, now=EIGHT)
    return by_schema("edition", json.loads((out / "edition.json").read_text(encoding="utf-8")))


def test_a_call_stands_beside_the_policy_that_it_names(filled: Archive) -> None:
    with filled.read() as tx:
        kept = announcements.get(tx, CALL.id)
        policy = announcements.get(tx, POLICY.id)
    assert kept.analysis is not None
    (told,) = kept.analysis.account["comparisons"]
    assert {name: told[name] for name in SPAN} == {"relation": "within", "beside": "policy", "id": POLICY.id}
    for one, text in ((told["ours"], kept.body), (told["theirs"], policy.body)):
        assert text[one["start"] : one["end"]] == one["text"]
    assert kept.analysis.account["offer"]["until"] == "2026-12-05"
    assert kept.analysis.amounts == ("最高300万元",)


def test_the_digest_shows_the_offer_with_its_source(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    items = {one["id"]: one for one in edition(filled, settings, tmp_path)["items"]}  # type: ignore[attr-defined]
    assert items[CALL.id]["offer"]["what"]["text"] == "2027年度“人工智能+”产业创新发展专项资金项目"
    assert items[CALL.id]["comparisons"][0]["theirs"]["text"] == "最高500万元"
    for name in ("edition.txt", "edition.html"):
        shown = "".join((tmp_path / name).read_text(encoding="utf-8").split())
        assert "可申报：2027年度“人工智能+”产业创新发展专项资金项目·截止2026-12-05" in shown
        assert "最高300万元" in shown
        assert "低于所定上限“最高500万元”" in shown.replace("|", "")
    edition(filled, settings, tmp_path, "en")
    assert "Apply for:" in (tmp_path / "edition.txt").read_text(encoding="utf-8")


def test_a_comparison_with_a_text_that_is_no_more_is_not_told(
    filled: Archive, settings: Settings, tmp_path: Path
) -> None:
    keep(filled, changed(POLICY, body=POLICY.body.replace("500", "400")), now=MORNING + timedelta(minutes=5))
    items = {one["id"]: one for one in edition(filled, settings, tmp_path)["items"]}  # type: ignore[attr-defined]
    assert items[CALL.id]["comparisons"] == []
    assert items[CALL.id]["offer"] is not None
    assert "1 处依据与存档原文不符" in (tmp_path / "edition.txt").read_text(encoding="utf-8")


def changed(one: Found, **words: str) -> Found:
    return replace(one, **words, fingerprint="f" * 64, raw_sha256="e" * 64)


def test_policies_are_the_papers_themselves_and_not_what_explains_them(filled: Archive, settings: Settings) -> None:
    with filled.read() as tx:
        one = announcements.get(tx, CALL.id)
        known = Policies(tx)
        assert [each.id for each in known.named_by(tx, one, [])] == [POLICY.id]
        explained = announcements.get(tx, READING.id)
        assert [each.id for each in known.named_by(tx, explained, [])] == [POLICY.id]
        assert known.named_by(tx, announcements.get(tx, POLICY.id), run.meetings_in_force(settings, tx)) == []
        assert list(by_id(tx, {POLICY.id, "zs-nobody"})) == [POLICY.id]


def test_a_withdrawn_policy_is_not_compared_with(filled: Archive) -> None:
    with filled.begin() as tx:
        announcements.withdraw(tx, POLICY.id, MORNING)
    with filled.read() as tx:
        assert Policies(tx).named_by(tx, announcements.get(tx, CALL.id), []) == []


def test_show_and_why_tell_figures_offer_and_comparison(
    filled: Archive, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with filled.read() as tx:
        one = announcements.get(tx, CALL.id)
        policies = Policies(tx).named_by(tx, one, [])
        unjudged = judgements.unjudged(tx, "another")
        meetings = run.meetings_in_force(settings, tx)
    _print_figures(one, "zh")
    out = capsys.readouterr().out
    assert "可申报：2027年度“人工智能+”产业创新发展专项资金项目 · 截止 2026-12-05" in out
    assert "对照政策" in out
    assert "amount 3000000 元 max" in out
    assert "deadline 2026-12-05 max" in out
    account = by_schema("why", run.account_of(one, meetings, policies))
    assert account["offer"]["sums"][0]["text"] == "最高300万元"
    assert [each["relation"] for each in account["comparisons"]] == ["within"]
    assert len(unjudged) == 3
    _print_figures(replace(one, analysis=None), "zh")
    assert capsys.readouterr().out == ""

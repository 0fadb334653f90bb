"""Groups get what matters most within what their program takes, and nothing from outside becomes anything but text."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as some

from digest.compose import compose as composed
from digest.edition import Edition, Item
from digest.render import linkable
from digest.robots import DIALECTS, content, fitted
from digest.robots.content import plain
from digest.robots.markdown import linked, safe
from tests.editions import DAY, FUND, NOW, full_edition, many, material

PAGE = "https://watch.example.org/editions/daily-2026-11-19"
KINDS = ("wecom", "dingtalk", "feishu")
TAKEN = {"wecom": 4096, "dingtalk": 20_000, "feishu": 20_000}
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")


def message(
    edition: Edition, kind: str, *, subject: str = "中山观察 2026-11-19", keyword: str = "", **stated: str
) -> Any:
    told = content(
        edition,
        subject=subject,
        text=stated.get("text", ""),
        linkable=lambda url: linkable(url, edition.hosts),
        page=stated.get("page", PAGE),
    )
    return json.loads(fitted(told, DIALECTS[kind], keyword))


def words(sent: Any) -> str:
    """What is read of a message, whatever its kind."""
    if "markdown" in sent:
        return sent["markdown"].get("content") or sent["markdown"]["text"]
    (post,) = sent["content"]["post"].values()
    return post["title"] + "\n" + "\n".join("".join(one["text"] for one in line) for line in post["content"])


def links(sent: Any) -> list[str]:
    if "markdown" in sent:
        return [url for _, url in LINK.findall(words(sent))]
    (post,) = sent["content"]["post"].values()
    return [one["href"] for line in post["content"] for one in line if one["tag"] == "a"]


def size(sent: Any, kind: str) -> int:
    return len((words(sent) if kind == "wecom" else json.dumps(sent, ensure_ascii=False)).encode())


def of_size(count: int, language: str = "zh") -> Edition:
    return composed(material(untold=many(count), language=language))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_full_day(kind: str, language: str) -> None:
    edition = full_edition(language=language)
    sent = message(edition, kind)
    read = words(sent)
    assert safe(FUND.title) in read or FUND.title in read
    assert "2026-11-30" in read
    assert "打造一批人工智能应用场景" in read
    assert "单个企业最高500万元" in read
    assert "单个企业最高300万元" in read
    assert "人工智能算力券申领指南" in read
    assert "中山市科学技术局" in read
    assert links(sent)[-1] == PAGE
    assert ("查看完整一期" in read) is (language == "zh")
    assert ("The whole edition" in read) is (language == "en")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [0, 1, 40, 400])
def test_it_is_never_larger_than_what_is_taken(kind: str, language: str, count: int) -> None:
    sent = message(of_size(count, language), kind)
    assert size(sent, kind) <= TAKEN[kind]
    told = sum(1 for url in links(sent) if url != PAGE)
    counted = re.search(r"另有 (\d+) 条|(\d+) more not listed", words(sent))
    assert told + (int(counted[1] or counted[2]) if counted else 0) == count
    if count == 400:
        assert told >= (12 if kind == "wecom" else 40)


@pytest.mark.parametrize("kind", KINDS)
def test_near_deadlines_come_first_then_the_newest(kind: str) -> None:
    edition = of_size(400)
    by_url = {item.line.url: item for item in edition.items}
    shown = [by_url[url] for url in links(message(edition, kind)) if url != PAGE]
    near = [one.deadline for one in shown if one.deadline and 0 <= (one.deadline - DAY).days <= 14]
    assert [one.deadline for one in shown[: len(near)]] == sorted(near)
    rest = [one.line.published for one in shown[len(near) :]]
    assert rest == sorted(rest, reverse=True)  # type: ignore[type-var]
    assert near


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_without_news_says_whether_that_is_certain(kind: str) -> None:
    quiet = composed(material())
    assert "可以确认" in words(message(quiet, kind))
    doubtful = composed(material(health={}))
    assert "不能确认" in words(message(doubtful, kind))
    if kind == "wecom":
        assert '<font color="info">' in words(message(quiet, kind))
        assert '<font color="warning">' in words(message(doubtful, kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyword_stands_in_it_once(kind: str) -> None:
    edition = full_edition()
    assert words(message(edition, kind, keyword="每日快报")).count("每日快报") == 1
    assert words(message(edition, kind, keyword="中山观察")) == words(message(edition, kind))


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_page_there_is_no_link_to_one(kind: str) -> None:
    assert "查看完整一期" not in words(message(full_edition(), kind, page=""))


@pytest.mark.parametrize("kind", KINDS)
def test_an_erratum_is_told_by_its_own_words(kind: str) -> None:
    edition = replace(composed(material()), kind="erratum")
    lines = "\n".join(f"第{number}条：原为“500万元”，应为“300万元”。" for number in range(300))
    sent = message(edition, kind, text=lines)
    assert "第0条：原为“500万元”，应为“300万元”。" in words(sent)
    assert "第299条" not in words(sent)
    assert size(sent, kind) <= TAKEN[kind]


HOSTILE = [
    "](https://evil.example/) [x",
    "**bold** _it_ `code` ~~no~~",
    '<@all> <font color="info">x</font> <at id=all></at>',
    "# heading\n> quote\n- list\n![](https://evil.example/a.png)",
    "https://evil.example/login www.evil.example",
    "&#60;a&#62; &lt;b&gt; \\[x\\](y)",
    "\u202eevil\u202c\u200b\x00\x1b[31m",
    "|a|b|\n|-|-|",
    "x" * 5000,
]


def hostile(text: str) -> Edition:
    edition = full_edition()
    item = edition.items[0]
    changed = replace(
        item,
        line=replace(item.line, title=text, issuer=text),
        summary=text,
        amounts=(text, text),
        alignments=tuple(
            replace(one, announcement_quote=replace(one.announcement_quote, text=text)) for one in item.alignments
        ),
    )
    change = edition.changes[0]
    edits = tuple(replace(one, old=text, new=text) for one in change.edits)
    gone = edition.withdrawn[0]
    return replace(
        edition,
        items=(changed, *edition.items[1:]),
        changes=(replace(change, line=replace(change.line, title=text), edits=edits),),
        withdrawn=(replace(gone, line=replace(gone.line, title=text)),),
        sources=tuple(replace(one, publisher=text) for one in edition.sources),
    )


def _is_harmless(edition: Edition, kind: str, subject: str) -> None:
    sent = message(edition, kind, subject=subject)
    allowed = {one.line.url for one in (*edition.items, *edition.changes)} | {PAGE}
    assert set(links(sent)) <= allowed
    assert size(sent, kind) <= TAKEN[kind]
    if kind == "feishu":
        (post,) = sent["content"]["post"].values()
        assert {one["tag"] for line in post["content"] for one in line} <= {"text", "a"}
        return
    read = words(sent)
    own = LINK.sub("", re.sub(r'</?font( color="(info|warning)")?>', "", read))
    bare = re.sub(r"^(\*\*|#{3,4} |- |> |\s)+|\*\*$", "", own, flags=re.MULTILINE)
    assert not set(bare) & set("[]<>`*_~|\\#!&"), bare
    assert "://" not in bare
    assert "www." not in bare


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_from_outside_is_anything_but_text(kind: str, text: str) -> None:
    _is_harmless(hostile(text), kind, text)


@trying(max_examples=60, deadline=None)
@given(text=some.text(some.characters(exclude_categories=[]), max_size=60), kind=some.sampled_from(KINDS))
def test_whatever_the_text_it_is_only_text(text: str, kind: str) -> None:
    _is_harmless(hostile(text), kind, text)


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://www.zs.gov.cn/a(1)b", "https://www.zs.gov.cn/a%281%29b"),
        ("https://www.zs.gov.cn/a b", "https://www.zs.gov.cn/a%20b"),
        ("https://www.zs.gov.cn/?a=1&b=[x]*", "https://www.zs.gov.cn/?a=1&b=%5Bx%5D%2A"),
        ("https://www.zs.gov.cn/%E4%B8%AD", "https://www.zs.gov.cn/%E4%B8%AD"),
        ("https://www.zs.gov.cn/中山", "https://www.zs.gov.cn/%E4%B8%AD%E5%B1%B1"),
    ],
)
def test_an_address_can_not_end_its_link(url: str, written: str) -> None:
    assert linked("t", url) == f"[t]({written})"


def test_what_may_not_be_linked_is_text() -> None:
    edition = full_edition()
    item: Item = replace(edition.items[0], line=replace(edition.items[0].line, url="https://evil.example/x"))
    sent = message(replace(edition, items=(item, *edition.items[1:])), "wecom")
    assert "evil.example" not in words(sent)
    assert safe(item.line.title) in words(sent)


def test_undated_announcements_come_last() -> None:
    edition = full_edition()
    undated = replace(edition.items[0], line=replace(edition.items[0].line, published=None), deadline=None)
    old = replace(
        edition.items[1], line=replace(edition.items[1].line, published=NOW - timedelta(days=900)), deadline=None
    )
    told = content(
        replace(edition, items=(undated, old), changes=(), withdrawn=()), subject="", text="", linkable=lambda _: True
    )
    assert [one.title for one in told.entries] == [plain(old.line.title, 80), plain(undated.line.title, 80)]
    assert "日期不详" in told.entries[1].facts[0]

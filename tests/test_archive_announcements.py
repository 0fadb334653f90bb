"""Announcements found again: by id, by page, by filter."""

from datetime import date, datetime, timedelta

import pytest

from archive.clock import SHANGHAI
from archive.errors import NotFound
from archive.records import Query, Validators
from archive.store import Archive, Tx, announcements, judgements
from archive.store.announcements import Known
from tests.found import HOUR, NOON, analysis, found

DAYS = {number: datetime(2026, 11, number, 23, 59, 59, tzinfo=SHANGHAI) for number in range(1, 11)}


def chosen(tx: Tx, **query: object) -> list[str]:
    return [one.id for one in announcements.select(tx, Query(**{"limit": None} | query))]


@pytest.mark.parametrize(
    "called",
    [
        "zs-2655001",
        "http://www.zs.gov.cn/gxj/tzgg/content/post_2655001.html",
        "https://www.zs.gov.cn/gxj/tzgg/content/mpost_2655001.html",
        "HTTPS://WWW.zs.gov.cn/gxj/tzgg/content/post_2655001.html#fujian",
    ],
)
def test_got_by_id_or_any_page_it_was_met_at(archive: Archive, called: str) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(), NOON)
        assert announcements.get(tx, called).id == "zs-2655001"


@pytest.mark.parametrize(
    "called", ["zs-1", "", "http://www.zs.gov.cn/post_1.html", "%", "zs-2655001 ", "\udcff", "\x00", "\udcff/\x00"]
)
def test_what_is_not_there_is_said(archive: Archive, called: str) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(), NOON)
        for ask in (announcements.get, announcements.revisions):
            with pytest.raises(NotFound, match=r"no such announcement in the archive$"):
                ask(tx, called)
        with pytest.raises(NotFound):
            announcements.withdraw(tx, called, NOON)


def test_known_and_seen_take_any_number_of_ids(archive: Archive) -> None:
    with archive.begin() as tx:
        for number in range(450):
            announcements.keep(tx, found(number), NOON)
        ids = [f"zs-{number}" for number in range(3000)]
        announcements.seen(tx, ids, "zs_gxj-tzgg", NOON + HOUR)
        known = announcements.known(tx, iter(ids))
        assert set(known) == set(ids[:450])
        one = found(7)
        assert known["zs-7"] == Known(
            id="zs-7",
            revision=1,
            first_seen=NOON,
            last_seen=NOON + HOUR,
            published=one.published,
            withdrawn_at=None,
            fingerprint=one.fingerprint,
            url=one.url,
        )
        assert set(announcements.last_seen_at(tx, "zs_gxj-tzgg").values()) == {NOON + HOUR}
        assert [one.id for one in announcements.select(tx, Query(limit=450))] == ids[
            449::-1
        ]  # of one moment the last kept first


def test_seen_at_one_source_is_not_seen_at_another(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        announcements.seen(tx, ["zs-1"], "zs_gkmlpt-all", NOON + HOUR)
        assert announcements.last_seen_at(tx, "zs_gxj-tzgg") == {"zs-1": NOON}
        assert announcements.known(tx, ["zs-1"])["zs-1"].last_seen == NOON + HOUR


def test_the_fingerprint_known_is_that_of_the_reference(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1, fingerprint="first"), NOON)
        announcements.keep(tx, found(1, fingerprint="other", source="zs_gkmlpt-all", url="http://x/1"), NOON)
        assert announcements.known(tx, ["zs-1"])["zs-1"].fingerprint == "first"
        announcements.keep(tx, found(1, fingerprint="third"), NOON)
        assert announcements.known(tx, ["zs-1"])["zs-1"].fingerprint == "third"


def test_selected_by_day_source_and_issuer(archive: Archive) -> None:
    with archive.begin() as tx:
        for number, day in DAYS.items():
            announcements.keep(tx, found(number, published=day), NOON)
        announcements.keep(
            tx, found(11, published=None, source="zs_gxjx-a", issuer="中山市水務局", url="http://x/"), NOON
        )
        announcements.keep(tx, found(3, published=DAYS[3], source="portal-tzgg", url="http://www.zs.gov.cn/3"), NOON)
        assert chosen(tx) == [*(f"zs-{number}" for number in range(10, 0, -1)), "zs-11"]
        assert chosen(tx, since=date(2026, 11, 9)) == ["zs-10", "zs-9"]
        assert chosen(tx, until=date(2026, 11, 2)) == ["zs-2", "zs-1"]
        assert chosen(tx, since=date(2026, 11, 4), until=date(2026, 11, 4)) == ["zs-4"]
        assert chosen(tx, source="portal-tzgg") == chosen(tx, source="portal") == ["zs-3"]
        assert len(chosen(tx, source="zs_gxj")) == 10
        assert chosen(tx, source="zs_gxj-tzg") == chosen(tx, source="zs%") == []
        assert chosen(tx, issuer="水务局") == ["zs-11"]
        assert chosen(tx, issuer="%") == chosen(tx, issuer="\udcff", source="\x00", theme="\x00") == []
        assert chosen(tx, limit=2) == ["zs-10", "zs-9"]


def test_selected_by_relevance_and_theme_of_the_newest_analysis(archive: Archive) -> None:
    with archive.begin() as tx:
        for number in (1, 2, 3):
            announcements.keep(tx, found(number), NOON)
        one, two = announcements.get(tx, "zs-1"), announcements.get(tx, "zs-2")
        judgements.put(tx, analysis(one, "示范项目"), NOON)
        dull = analysis(two).relevance.__class__(relevant=False, score=0.1)
        judgements.put(tx, analysis(two, relevance=dull), NOON)
        assert chosen(tx, relevant=True) == chosen(tx, theme="application") == ["zs-1"]
        assert chosen(tx, relevant=False) == ["zs-2"]
        assert chosen(tx, theme="study") == []
        assert announcements.counts(tx) == (3, 1)
        judgements.put(tx, analysis(one, method="test-2", relevance=dull), NOON)
        assert chosen(tx, relevant=True) == chosen(tx, theme="application") == []
        announcements.keep(tx, found(2, body="改了"), NOON)
        assert chosen(tx, relevant=False) == ["zs-1"]


def test_moments_come_back_in_shanghai_whatever_zone_they_had(archive: Archive) -> None:
    from zoneinfo import ZoneInfo

    with archive.begin() as tx:
        announcements.keep(tx, found(1, published=NOON.astimezone(ZoneInfo("America/New_York"))), NOON)
        published = announcements.get(tx, "zs-1").published
    assert published == NOON
    assert published.utcoffset() == timedelta(hours=8)


def test_a_moment_without_zone_is_refused(archive: Archive) -> None:
    with pytest.raises(Exception, match="has no zone"), archive.begin() as tx:
        announcements.keep(tx, found(1), datetime(2026, 11, 18))  # noqa: DTZ001


def test_validators_are_remembered_by_exact_url(archive: Archive) -> None:
    first = Validators(url="http://a/?p=1", etag='"1"', last_modified=None, sha256="a" * 64, fetched_at=NOON)
    second = Validators(url="http://a/?p=1", etag=None, last_modified="Wed", sha256="b" * 64, fetched_at=NOON + HOUR)
    with archive.begin() as tx:
        assert announcements.validators(tx, first.url) is None
        announcements.remember(tx, first)
        assert announcements.validators(tx, first.url) == first
        announcements.remember(tx, second)
        assert announcements.validators(tx, first.url) == second
        assert announcements.validators(tx, "https://a/?p=1") is None


def test_the_newest_revisions_and_the_titles_of_some(archive: Archive) -> None:
    with archive.begin() as tx:
        for number in range(4):
            announcements.keep(tx, found(1, title=f"第{number}版"), NOON + HOUR * number)
        announcements.keep(tx, found(2, title="另一篇", body="另一篇的正文。"), NOON)
        assert [one.revision for one in announcements.revisions(tx, "zs-1")] == [1, 2, 3, 4]
        assert [one.title for one in announcements.revisions(tx, "zs-1", 2)] == ["第2版", "第3版"]
        assert announcements.named(tx, ["zs-2", "zs-9", "zs-1"]) == {"zs-1": "第3版", "zs-2": "另一篇"}
        assert announcements.named(tx, []) == {}

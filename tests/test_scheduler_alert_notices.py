"""Alarms as notices: what belongs together is told as one, the worst first, in both languages."""

import pytest

from archive.records import Alarm
from crawler.sources import load
from digest.edition import Language
from scheduler.alert_notices import RANKS, open_notices, over_notices
from scheduler.alert_words import advice, over
from scheduler.problem_words import say
from scheduler.problems import Problem
from tests.found import HOUR, NOON

SOURCES = load()
PORTAL = [key for key in SOURCES if key.startswith("portal-")][:3]
NAMED = {
    "leader": say("leader.none", when=NOON),
    "disk": say("disk", free=1, least=500),
    "late:portal-tzgg": say("source.never", source="portal-tzgg"),
    "refused:smtp:a@x.cn": say("mail.refused", who="a@x.cn", why="550"),
    "refused:smtp:b@x.cn": say("mail.refused", who="b@x.cn", why="551"),
    "edition:daily": say("edition.none"),
    "quiet:zs_gxj-tzgg": say("source.quiet", source="zs_gxj-tzgg", why="quiet for 40 days"),
}


def alarms(*subjects: str, ended: bool = False) -> list[Alarm]:
    return [
        Alarm(id=number, subject=one, why="", since=NOON + number * HOUR, ended_at=NOON + 50 * HOUR if ended else None)
        for number, one in enumerate(subjects)
    ]


def found(*subjects: str, status: str = "") -> dict[str, Problem]:
    unwell = {one: say("source.unwell", source=one, status=status, why="w") for one in subjects}
    said = unwell | NAMED
    return {one: Problem(subject=one, said=said[one], status=status, why="w") for one in subjects}


def headlines(language: Language, *subjects: str, status: str = "") -> list[str]:
    notices = open_notices(alarms(*subjects), found(*subjects, status=status), SOURCES, language)
    return [one.headline for one in notices]


def test_the_worst_comes_first_and_several_of_a_kind_are_one() -> None:
    told = open_notices(alarms(*reversed(NAMED)), found(*NAMED), SOURCES, "en")
    assert [one.headline for one in told] == [
        "No service works on this archive; the last command of the plan began 2026-11-18 12:00",
        "1 MB of disk are free where the data are; below 500 MB what comes may be lost",
        "No edition has been sent yet",
        "portal-tzgg: never crawled",
        "Mails to 2 addresses are refused",
        "zs_gxj-tzgg: quiet for 40 days",
    ]
    (refused,) = [one for one in told if "addresses" in one.headline]
    assert (refused.names, refused.since) == (("b@x.cn", "a@x.cn"), NOON + 2 * HOUR)
    assert all(one.advice for one in told)


def test_sources_of_one_host_of_one_publisher_and_scattered_ones() -> None:
    host = [f"source:{key}" for key in PORTAL]
    assert headlines("zh", *host, status="failed") == ["www.zs.gov.cn 的 3 个来源：失败"]
    assert headlines("en", *host, status="blocked") == ["3 sources at www.zs.gov.cn: blocked"]
    scattered = [f"source:{key}" for key in SOURCES if key.split("-")[0] in {"gd_czt", "gd_drc"}]
    assert len(headlines("en", *scattered, status="failed")) == len({key.split("-")[0] for key in scattered})
    assert headlines("en", "source:zs_gone-x", status="drift") == ["zs_gone-x: layout changed"]


def test_many_that_have_nothing_in_common_may_be_our_own_network() -> None:
    one_of_each = {one.start_url.split("/")[2]: key for key, one in SOURCES.items()}
    by_publisher = {SOURCES[key].publisher: key for key in one_of_each.values()}
    subjects = [f"source:{key}" for key in by_publisher.values()][:6]
    assert headlines("en", *subjects, status="failed") == ["6 sources at 6 sites: failed"]
    assert len(headlines("en", *subjects[:4], status="failed")) == 4


def test_what_to_do_is_said_once_of_each_kind() -> None:
    subjects = ["source:zs_gone-x", "source:zs_lost-y", "leader"]
    unwell = found(*subjects[:2], status="failed") | found("leader")
    told = open_notices(alarms(*subjects), unwell, SOURCES, "en")
    assert [bool(one.advice) for one in told] == [True, True, False]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_its_words(language: Language) -> None:
    for kind in RANKS:
        named = f"{kind}:daily" if kind == "edition" else kind
        assert over(language, named, n=1, name="x")
        assert over(language, named, n=3, where="y")
        assert advice(language, kind)


def test_the_ends_of_several_are_one_with_their_span() -> None:
    ended = alarms(*(f"source:{key}" for key in PORTAL), "edition:weekly", "job:reread", ended=True)
    told = over_notices(ended, SOURCES, "en")
    assert [one.headline for one in told] == [
        "The weekly edition is out",
        "The command reread works again",
        "3 sources at www.zs.gov.cn are well again",
    ]
    assert (told[2].since, told[2].until, told[2].names) == (NOON, NOON + 50 * HOUR, tuple(PORTAL))
    assert over_notices(alarms("source:portal-tzgg", ended=True), SOURCES, "zh")[0].headline == "portal-tzgg 已恢复正常"

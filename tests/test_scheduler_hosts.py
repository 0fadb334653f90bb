"""Which sources share hosts, how they are put together, and a crawl that is alone at its hosts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config import Settings
from archive.errors import Busy
from archive.store import Archive
from crawler.sources import Source, load
from crawler.sources.declaration import host_allowed
from scheduler import hosts

SHIPPED = load()
ONE = SHIPPED["zs_gxj-tzgg"]


def source(key: str, *declared: str, at: str = "") -> Source:
    host = at or declared[0].removeprefix("*.")
    return replace(ONE, key=key, hosts=declared, start_url=f"http://{host}/list/")


def keys(groups: list[hosts.Component]) -> list[list[str]]:
    return [sorted(one.keys) for one in groups]


def test_sources_of_one_host_are_together_and_others_apart() -> None:
    found = hosts.components([source("b", "b.example"), source("a1", "a.example"), source("a2", "a.example")])
    assert keys(found) == [["a1", "a2"], ["b"]]


def test_a_pattern_takes_in_whatever_is_under_it() -> None:
    wide, deep, under = source("w", "*.zs.cn"), source("d", "*.a.zs.cn"), source("u", "x.a.zs.cn", "other.cn")
    assert keys(hosts.components([under, wide, deep, source("o", "other.cn"), source("p", "prezs.cn")])) == [
        ["d", "o", "u", "w"],
        ["p"],
    ]


def test_the_pattern_takes_in_its_own_name_and_ports_do_not_matter() -> None:
    assert len(hosts.components([source("w", "*.zs.cn"), source("z", "zs.cn:8080")])) == 1


NAMES = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map(lambda some: ".".join([*some, "cn"]))
PATTERNS = st.builds(lambda wide, name: f"*.{name}" if wide else name, st.booleans(), NAMES)


@given(st.lists(st.lists(PATTERNS, min_size=1, max_size=3), min_size=1, max_size=8), st.lists(NAMES, max_size=8))
def test_no_host_is_in_two_components_and_no_source_is_lost(declared: list[list[str]], asked: list[str]) -> None:
    sources = [source(f"s{at}", *some) for at, some in enumerate(declared)]
    found = hosts.components(sources)
    assert sorted(key for one in found for key in one.keys) == sorted(one.key for one in sources)
    for name in asked:
        url = f"http://{name}/"
        assert sum(any(host_allowed(url, one.hosts) for one in each.sources) for each in found) <= 1
    assert hosts.components(reversed(sources)) == found
    together = hosts.bundles(found, 2)
    assert [key for one in together for key in sorted(one.keys)] != []
    assert len(together) <= len(found)
    assert sorted(key for one in together for key in one.keys) == sorted(one.key for one in sources)


def test_bundles_have_so_many_hosts_at_most_unless_one_component_has_more() -> None:
    wide = [source(f"w{at}", "*.z.cn", at=f"w{at}.z.cn") for at in range(5)]
    single = [source(f"s{at}", f"s{at}.cn") for at in range(5)]
    made = hosts.bundles(hosts.components([*wide, *single]), 2)
    assert [one.width for one in made] == [5, 2, 2, 1]


def test_the_shipped_sources_are_a_few_components() -> None:
    found = hosts.components(SHIPPED.values())
    assert next(one.keys for one in found if "zs_gxj-tzgg" in one.keys) >= {"zs_psc-tzgg", "zs_gkmlpt-all"}
    assert len(found) == len({"zs.gov.cn", "gd.gov.cn", "zsnews.cn", "zhongshanai.cn"})


def test_shared_hosts_are_those_that_every_government_site_may_lead_to() -> None:
    assert hosts.shared_hosts() == {"zcjd.cloud.gd.gov.cn", "search.gd.gov.cn"}


def test_a_crawl_is_alone_at_its_hosts(archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "WAIT_SECONDS", 0.0)
    other = source("o", "other.example")
    with hosts.alone_at(archive, settings, [ONE], SHIPPED.values()) as alone:
        assert not alone.lost()
        with (
            pytest.raises(Busy, match="another crawl"),
            hosts.alone_at(archive, settings, [SHIPPED["zs_psc-tzgg"]], SHIPPED.values()),
        ):
            pytest.fail("two crawls of one host")
        with hosts.alone_at(archive, settings, [other], [*SHIPPED.values(), other]):
            pass
    with hosts.alone_at(archive, settings, [SHIPPED["zs_psc-tzgg"]], SHIPPED.values()):
        pass

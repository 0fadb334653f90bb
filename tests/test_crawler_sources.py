"""The declarations of sources: what is shipped is complete, what is misspelt is told with the nearest word."""

from pathlib import Path

import pytest

from archive.errors import WrongSettings, WrongUse
from crawler.sources import choose, load

TOWNS = ("xlz", "hpz", "gzz", "dfz", "tzz", "bfz", "sxz", "sjz", "swz", "fsz", "gkz", "shxz", "wgs", "nqbsc")
WATCHED = {
    "portal-tzgg", "portal-zhxx", "portal-jd", "portal-szfwj", "portal-sfbwj", "portal-bsgfxwj", "portal-ldhd",
    "portal-qtzj", "portal-zljg", "portal-xmjj", "portal-ghzj",
    "zs_gxj-tzgg", "zs_gxj-zxgk", "zs_gxj-glgk", "zs_psc-tzgg", "zs_psc-gkmlpt", "zs_kj-zjdc", "zs_kj-lxxx",
    "zs_hrss-jggk", "zs_fgj-zwdt", "zs_zjj-jdcctb", "zs_zjj-spzlxx", "zs_zrzyj-gggs", "zs_zrzyj-gtkjgh",
    "zs_zrzyj-yjzj", "zs_gzw-zdxm", "zs_wglj-gwgk", "zs_zslyj-gkmlpt", "zs_jsj-gggs", "zs_jsj-zcwj", "zs_jsj-zwdt",
    "zs_jsj-tjsj", "zs_jsj-gkmlpt", "zs_zsepb-spqgs", "zs_wjj-rsxx",
    "zs_hjq-gggs", "zs_hjq-ghjh", "zs_hjq-gkmlpt", "zs_chxq-gggs", "zs_chxq-gkmlpt", "zs_gkmlpt-all",
    *(f"zs_{town}-{column}" for town in TOWNS for column in ("gggs", "zwdt")),
    "zs_fsz-zcjd", "zs_wgs-wszj", "zs_xlz-gkmlpt", "zs_gkz-gkmlpt",
    "gd_rgznjqr-index", "gd_rgznjqr-zcjd", "gd_portal-dsdt", "gd_portal-qbwj", "gd_portal-gkmlpt", "gd_gdii-gkmlpt",
    "gd_gdstc-zwdt", "gd_gdstc-gkmlpt",
}  # fmt: skip
PAUSED = {
    "zsnews-news", "zsnews-page", "zsnews-trade", "zsplus-news", "zsrb-rgzn", "zsrb-jqr", "zsrb-paper",
    "zs_gxj-gkmlpt", "zs_swj-index", "zs_czj-index", "zs_tzcjj-index", "zs_zhongshanai-bgpy", "zs_fczj-front",
    "zs_ggzyjy-index", "zs_12345-index", "gd_zfsg-index", "gd_drc-gkmlpt", "gd_com-gkmlpt", "gd_hrss-gkmlpt",
    "gd_czt-gkmlpt",
}  # fmt: skip
KEYS = WATCHED | PAUSED
GOOD = """
publisher = "示范市人民政府"
platform = "columns"
hosts = ["*.example.cn"]
family = "demo"
link_pattern = '^https?://www\\.example\\.cn/news/(?P<id>\\d+)\\.html$'
paused_because = "the site is being rebuilt"

[[columns]]
key = "news"
name = "新闻"
url = "http://www.example.cn/news/"
expect = { entries_min = 2 }
"""


def declare(folder: Path, text: str, name: str = "demo.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_source_is_declared_and_starts_on_an_allowed_host() -> None:
    sources = load()
    assert set(sources) == KEYS | PAUSED
    for key, source in sources.items():
        assert source.allows(source.start_url), key
        assert key == f"{source.stem}-{key.partition('-')[2]}"
        assert source.enabled is (key in WATCHED), key
        assert bool(source.paused_because) is (key in PAUSED), key
        assert source.expect.entries_min >= 1
    assert sources["zs_gkmlpt-all"].sid == 760001
    assert sources["zs_xlz-gkmlpt"].sid is None
    assert (sources["gd_portal-gkmlpt"].sid, sources["gd_portal-gkmlpt"].catalogue_column) == (2, 5)
    assert sources["gd_rgznjqr-zcjd"].selectors.body[0] == "div.zw"


def test_no_list_is_watched_twice() -> None:
    watched = [source.start_url for source in load().values() if source.enabled]
    assert len(watched) == len(set(watched))


def test_whose_a_page_is_follows_from_its_path() -> None:
    source = load()["portal-bsgfxwj"]
    assert source.owner_of("https://zs.gov.cn/gxj/tzgg/content/post_1.html") == "中山市工业和信息化局"
    assert source.owner_of("http://psc.zs.gov.cn/gzdt/tzgg/content/post_1.html") == "中山市政务服务和数据管理局"
    assert source.owner_of("http://www.zs.gov.cn/zwgk/gzdt/content/post_1.html") == "中山市人民政府"
    for watched in load().values():  # the publisher of a file is the owner of its part of the site
        if watched.enabled:
            assert watched.owner_of(watched.start_url) == watched.publisher, watched.key
    assert source.owner_of("http://unknown.zs.gov.cn/a") == source.publisher


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://www.zs.gov.cn/a", True),
        ("https://zs.gov.cn/a", True),
        ("http://zs.gov.cn:80/a", True),
        ("http://zs.gov.cn:8080/a", False),
        ("http://evilzs.gov.cn/a", False),
        ("http://www.zs.gov.cn.evil.com/a", False),
        ("http://www.zs.gov.cn@evil.com/a", False),
        ("http://evil.com/www.zs.gov.cn/", False),
        ("ftp://www.zs.gov.cn/a", False),
        ("http://[::1", False),
    ],
)
def test_only_declared_hosts_are_allowed(url: str, allowed: bool) -> None:
    assert load()["portal-tzgg"].allows(url) is allowed


def test_a_folder_of_ones_own_is_read_too(tmp_path: Path) -> None:
    sources = load(declare(tmp_path, GOOD))
    demo = sources["demo-news"]
    assert set(sources) == KEYS | PAUSED | {"demo-news"}
    assert not demo.enabled
    assert demo.paused_because == "the site is being rebuilt"
    assert (demo.expect.entries_min, demo.expect.quiet_days) == (2, 60)
    found = demo.identify("http://www.example.cn/news/12.html")
    assert found is not None
    assert found.id == "demo-12"
    assert demo.identify("http://www.zs.gov.cn/content/post_1.html") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("publisher", "publishr", "unknown key publishr; did you mean publisher?"),
        ("url = ", "ulr = ", "unknown key columns.news.ulr; did you mean columns.news.url?"),
        (
            "entries_min",
            "entry_min",
            "unknown key columns.news.expect.entry_min; did you mean columns.news.expect.entries_min?",
        ),
        ('"columns"', '"colums"', "platform: Input should be 'columns', 'gkmlpt', "),
        (
            '["*.example.cn"]',
            '["*.other.cn"]',
            "columns.news.url: http://www.example.cn/news/ is not on one of the hosts",
        ),
        ('["*.example.cn"]', '["http://x.cn"]', "hosts: Value error, 'http://x.cn' is no host"),
        ('family = "demo"', "", "link_pattern needs family"),
        ("(?P<id>", "(?P<id", "link_pattern: Value error"),
        ("entries_min = 2", "entries_min = -1", "columns.0.expect.entries_min: Input should be greater"),
        ('name = "新闻"', 'name = "新闻"\nselectors = { body = ["div..x"] }', "'div..x' is no CSS selector"),
        ('publisher = "', "publisher = ", "demo.toml: "),
    ],
)
def test_a_fault_is_told_with_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(WrongSettings) as told:
        load(declare(tmp_path, GOOD.replace(old, new, 1)))
    assert said in str(told.value)
    assert "demo.toml" in str(told.value)
    assert "\n" not in str(told.value)


def test_columns_and_keys_are_declared_once(tmp_path: Path) -> None:
    column = GOOD[GOOD.index("[[columns]]") :]
    with pytest.raises(WrongSettings, match="column news is declared twice"):
        load(declare(tmp_path, GOOD + column))
    portal = '[[columns]]\nkey = "tzgg"\nname = "x"\nurl = "http://www.example.cn/"\n'
    declare(tmp_path, GOOD.partition("[[columns]]")[0] + portal, "portal.toml")
    (tmp_path / "demo.toml").unlink()
    with pytest.raises(WrongSettings, match="source portal-tzgg is declared twice"):
        load(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="no such folder of sources"):
        load(tmp_path / "none")


def test_sources_are_chosen_by_key_or_stem() -> None:
    sources = load()
    assert [source.key for source in choose(sources, ["zs_gxj"])] == ["zs_gxj-tzgg", "zs_gxj-zxgk", "zs_gxj-glgk"]
    assert [source.key for source in choose(sources, ["zs_gxj-glgk", "zs_gxj-glgk"])] == ["zs_gxj-glgk"]
    assert {source.key for source in choose(sources, [])} == WATCHED
    with pytest.raises(WrongUse, match="unknown source portal-tzg; did you mean portal-tzgg"):
        choose(sources, ["portal-tzg"])


def test_a_paused_source_is_visited_only_when_named(tmp_path: Path) -> None:
    sources = load(declare(tmp_path, GOOD))
    assert "demo-news" not in {source.key for source in choose(sources, [])}
    assert [source.key for source in choose(sources, ["demo-news"])] == ["demo-news"]

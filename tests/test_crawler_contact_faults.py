"""First contact with sites that are not as declared: each fault is told with the file and line to change."""

from typing import Any

import pytest

from tests.contacting import Operator
from tests.twin import Twin, faults

WWW = "www.zs.gov.cn"
NOTHING = b"<html><head><title>x</title></head><body><p>nothing that looks like a list</p></body></html>"

FAULTY: dict[str, tuple[str, faults.Fault, str, str]] = {
    "zs_gxj-tzgg": (
        f"{WWW}/gxj/tzgg/",
        faults.redirect(f"http://{WWW}/gxj/wgk/zxgk/", 301),
        f"301 → http://{WWW}/gxj/wgk/zxgk/ → 200",
        f"crawler/sources/zs_gxj.toml:8 url: redirects to http://{WWW}/gxj/wgk/zxgk/; write it there",
    ),
    "zs_hjq-gggs": (f"{WWW}/hjq/gggs/", faults.status(403), "blocked: answered 403", "the site refuses us"),
    "zs_fgj-zwdt": (f"{WWW}/fgj/zwdt/", faults.captcha(), "challenge: a challenge page", "the site refuses us"),
    "zs_hpz-gggs": (
        f"{WWW}/hpz/gggs/",
        faults.redirect("http://www.zs-gov-cn.example/"),
        "foreign: leads to http://www.zs-gov-cn.example/, outside the allowed hosts",
        "zs_hpz.toml:3 hosts: leads to http://www.zs-gov-cn.example/; only if",
    ),
    "zs_bfz-gggs": (
        f"{WWW}/bfz/gggs/",
        faults.status(404),
        "gone: answered 404",
        "zs_bfz.toml:8 url: answered 404; look",
    ),
    "zs_gzz-zwdt": (f"{WWW}/gzz/zwdt/", faults.redirect(), "redirects: more than 6 redirects", "zs_gzz.toml:14 url: "),
    "zs_sxz-gggs": (
        f"{WWW}/sxz/gggs/",
        faults.edited(lambda page: page.replace(b"content/post_", b"art/")),
        "not read",
        "its links look like /sxz/gggs/art/N.html (3 times)",
    ),
    "zs_nqbsc-gggs": (f"{WWW}/nqbsc/gggs/", faults.replaced(NOTHING), "not read", "zs_nqbsc.toml:6 link_pattern: "),
    "zs_kj-zjdc": (
        "kj.zs.gov.cn/robots.txt",
        faults.replaced(b"User-agent: *\nDisallow: /\n", "text/plain"),
        "forbids",
        "zs_kj.toml:6 paused_because: ask",
    ),
    "zs_psc-tzgg": ("psc.zs.gov.cn/gzdt/tzgg/", faults.reset(), "unreachable: ", "zs_psc.toml:8 url: "),
    "zs_gkmlpt-all": (
        f"{WWW}/gkmlpt/index",
        faults.replaced(b"SID: '1'"),
        "1",
        "zs_gkmlpt.toml:10 sid: write sid = 1 if ",
    ),
    "zs_xlz-gkmlpt": (
        f"{WWW}/zsxlz/gkmlpt/index",
        faults.replaced(b"<html><body>x</body></html>"),
        "none",
        "zs_xlz.toml:18 sid: the shell names none",
    ),
    "zs_gkz-gkmlpt": (
        f"{WWW}/zsgkz/gkmlpt/api/*",
        faults.edited(lambda raw: raw.replace(b'"articles"', b'"items"')),
        "not read",
        "no line helps: zs_gkz-gkmlpt: no list `articles`",
    ),
    "gd_portal-gkmlpt": (
        "www.gd.gov.cn/gkmlpt/index",
        faults.edited(lambda page: page.replace(b'"id": 5,', b'"id": 55,')),
        "6",
        "gd_portal.toml:23 catalogue_column: there is no 5, but 4 政策文件, 55 规范性文件",
    ),
    "zs_zslyj-gkmlpt": (
        f"{WWW}/zslyj/gkmlpt/api/*",
        faults.status(500),
        "server_error: answered 500",
        "zs_zslyj.toml:6 catalogue_column: ",
    ),
}
ARTICLES: dict[str, tuple[str, faults.Fault, str, str]] = {
    "zs_zrzyj-gggs": (
        f"{WWW}/zrzyj/gggs/content/*",
        faults.edited(lambda page: page.replace(b'class="', b'class="new_')),
        "rescue",
        "zs_zrzyj.toml:21 [selectors] body: the rescue reader spoke; the text sits in div.new_TRS_Editor; write",
    ),
    "portal-jd": (f"{WWW}/zwgk/zcjd/jd/content/*", faults.status(412), "blocked: answered 412", "the site refuses us"),
    "portal-ldhd": (f"{WWW}/zwgk/ldzc/ldhd/content/*", faults.soft_404(), "gone: the page says", "try again later"),
    "zs_dfz-gggs": (
        f"{WWW}/dfz/gggs/content/*",
        faults.edited(lambda page: page.replace("信息来源".encode(), "字词".encode())),
        "none",
        "zs_dfz.toml:15 [selectors] header: no 信息来源 was read",
    ),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A first contact with sources that each have a fault of their own."""
    with Twin() as twin:
        for pattern, fault, _, _ in [*FAULTY.values(), *ARTICLES.values()]:
            twin.faults.set(pattern, fault)
        operator = Operator(tmp_path_factory.mktemp("faulty"), twin)
        return operator.check("--save", "saved", *FAULTY, *ARTICLES, code=1)


@pytest.mark.parametrize("source", [*FAULTY, *ARTICLES])
def test_what_is_wrong_is_told_with_what_to_change(faulty: dict[str, Any], source: str) -> None:
    _, _, read, change = (FAULTY | ARTICLES)[source]
    one = faulty[source]
    assert not one["as_expected"]
    wrong = [finding for finding in one["findings"] if not finding["well"]]
    assert any(read in finding["read"] and change in finding["change"] for finding in wrong), wrong
    assert one["verdict"] != "ok"


@pytest.mark.parametrize("source", FAULTY)
def test_a_fault_of_a_list_is_no_fault_of_its_articles(faulty: dict[str, Any], source: str) -> None:
    parts = {finding["part"] for finding in faulty[source]["findings"] if not finding["well"]}
    assert parts <= {"robots", "list"}

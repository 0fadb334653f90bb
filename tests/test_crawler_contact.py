"""First contact, as an operator walks it: what was read of each source of the twin, and what to change where."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from crawler import fixtures
from crawler.sources import load
from tests.recording import FIXTURES
from tests.twin import Twin, faults
from tests.twin.columns import COLUMNS

ROOT = Path(__file__).parents[1]
SOURCES = load()
WWW = "www.zs.gov.cn"
RESCUED = {key for key, column in COLUMNS.items() if column.style == "newtown"}
"""Sources whose pages in the twin have a container that no selector names."""
NOTHING = b"<html><head><title>x</title></head><body><p>nothing that looks like a list</p></body></html>"


@dataclass
class Operator:
    """Somebody with the command, a folder and the sites."""

    folder: Path
    twin: Twin
    more: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        with self.started(*arguments) as process:
            out, said = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, said)

    def started(self, *arguments: str) -> subprocess.Popen[str]:
        variables = os.environ | self.twin.environment()
        variables |= {
            "ZSWATCH_NOW": "2026-11-18T20:00:00+08:00",
            "ZSWATCH_DATA_DIR": str(self.folder / "data"),
            "ZSWATCH_CRAWLER__DELAY_SECONDS": "0",
            "ZSWATCH_CRAWLER__RETRIES": "0",
            "PYTHONPATH": str(ROOT),
        }
        variables |= {"ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "5"} | self.more
        command = [sys.executable, "-m", "scheduler", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=variables, cwd=self.folder, stdout=pipe, stderr=pipe, text=True)

    def check(self, *arguments: str, code: int) -> dict[str, Any]:
        done = self.run("sources", "check", "--live", "--json", *arguments)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        document = json.loads(done.stdout)
        schema = json.loads((ROOT / "docs" / "schemas" / "contact.schema.json").read_text(encoding="utf-8"))
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(document)
        return {one["source"]: one for one in document["sources"]}


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with Twin() as twin:
        yield Operator(tmp_path, twin)


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Operator, dict[str, Any]]]:
    """A first contact with every source while all is well, its bytes saved."""
    with Twin() as twin:
        operator = Operator(tmp_path_factory.mktemp("healthy"), twin)
        yield operator, operator.check("--save", "saved", code=1)


def fields(one: dict[str, Any], part: str) -> dict[str, str]:
    return {finding["field"]: finding["read"] for finding in one["findings"] if finding["part"] == part}


def changes(one: dict[str, Any]) -> list[str]:
    return [finding["change"] for finding in one["findings"] if not finding["well"]]


def test_every_source_that_is_crawled_is_looked_at_and_as_expected(healthy: tuple[Operator, dict[str, Any]]) -> None:
    told = healthy[1]
    assert told.keys() == {key for key, source in SOURCES.items() if source.enabled}
    assert {key for key, one in told.items() if not one["as_expected"]} == RESCUED


def test_what_was_read_is_told_field_by_field(healthy: tuple[Operator, dict[str, Any]]) -> None:
    one = healthy[1]["zs_gxj-tzgg"]
    assert fields(one, "robots") == {"rules": "allows"}
    assert fields(one, "list") == {
        "address": "200",
        "charset": "utf-8 (header: utf-8, page: utf-8)",
        "rows": "10",
        "rows with a date": "10",
        "next page": "http://www.zs.gov.cn/gxj/tzgg/index_2.html",
    }
    article = fields(one, "article 2")
    assert article["title"] == "关于开展中山市人工智能赋能平台常态化入库申报工作的通知"
    assert article["published"] == "2026-03-02T00:00:00+08:00"
    assert (article["issuer"], article["文号"]) == ("中山市工业和信息化局", "中工信〔2026〕48号")
    assert article["reader"] == "columns"
    assert article["body"].endswith("characters in 18 paragraphs")
    assert article["attachments"] == "1 附件：中山市人工智能赋能平台入库申报书.docx"


def test_a_catalogue_tells_the_number_that_its_file_may_state(healthy: tuple[Operator, dict[str, Any]]) -> None:
    one = healthy[1]["zs_xlz-gkmlpt"]
    assert fields(one, "list")["site id"] == "760059"
    said = [finding["change"] for finding in one["findings"] if finding["field"] == "site id"]
    assert said == ["crawler/sources/zs_xlz.toml:18 sid: write sid = 760059"]
    assert {fields(one, part)["reader"] for part in ("article 1", "article 2")} == {"gkmlpt", "gkmlpt-json"}
    assert fields(one, "article 1")["index number"] != "none"
    stated = [finding for finding in healthy[1]["zs_gkmlpt-all"]["findings"] if finding["field"] == "site id"]
    assert [(finding["read"], finding["change"]) for finding in stated] == [("760001", "")]


def test_the_rescue_reader_names_the_element_that_holds_the_text(healthy: tuple[Operator, dict[str, Any]]) -> None:
    one = healthy[1]["zs_chxq-gggs"]
    assert one["verdict"] == "article 1 reader: rescue; article 2 reader: rescue"
    said = 'the rescue reader spoke; the text sits in div.con_txt; write body = ["div.con_txt"]'
    assert changes(one) == [f"crawler/sources/zs_chxq.toml:16 [selectors] body: {said}"] * 2


def test_what_is_saved_is_a_fixture_that_waits_for_review(healthy: tuple[Operator, dict[str, Any]]) -> None:
    saved = healthy[0].folder / "saved"
    assert {folder.name for folder in saved.iterdir()} == healthy[1].keys()
    for folder in saved.iterdir():
        ours = FIXTURES / folder.name
        stated = fixtures.stated(folder / fixtures.EXPECTED)
        assert stated == fixtures.stated(ours / fixtures.EXPECTED) | {"reviewed": False}
        assert fixtures.stated(folder / fixtures.META)["origin"] == fixtures.LIVE
        for one in fixtures.stated(folder / fixtures.META)["files"]:
            assert (folder / one["file"]).read_bytes() == (ours / one["file"]).read_bytes(), (folder.name, one)


def test_no_archive_is_made_and_each_host_is_asked_one_thing_at_a_time(
    healthy: tuple[Operator, dict[str, Any]],
) -> None:
    operator = healthy[0]
    assert not (operator.folder / "data").exists()
    assert operator.twin.log.at_once() == 1
    asked = [one.url for one in operator.twin.log.requests]
    assert max(asked.count(url) for url in set(asked) if not url.endswith("/robots.txt")) <= 2
    assert len(asked) < 4.2 * len(healthy[1])
    assert all(one.asked.headers["user-agent"].startswith("zhongshan-watch/") for one in operator.twin.log.requests)
    assert not [one for one in operator.twin.log.requests if "/attachment/" in one.path]


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
        "foreign: leads outside the allowed hosts, at http://www.zs-gov-cn.example/",
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


def test_what_could_not_be_had_is_saved_without_an_expectation(operator: Operator) -> None:
    operator.twin.faults.set(f"{WWW}/*/content/*", faults.status(500))
    operator.check("--save", "saved", "zs_fgj-zwdt", code=1)
    names = {file.name for file in (operator.folder / "saved" / "zs_fgj-zwdt").iterdir()}
    assert names == {"robots.txt", "listing.html", "meta.toml"}


def test_the_report_for_people_ends_with_a_table(operator: Operator) -> None:
    operator.twin.faults.set(f"{WWW}/fgj/zwdt/", faults.status(403))
    done = operator.run("sources", "check", "--live", "zs_fgj", "zs_gxj-glgk")
    assert done.returncode == 1
    assert "✗ list  address: blocked: answered 403  (expected 200)" in done.stdout
    assert "    article 1  issuer: 中山市工业和信息化局" in done.stdout
    table = done.stdout.partition("first contact")[2]
    assert "zs_fgj-zwdt" in table
    assert "zs_gxj-glgk" in table
    assert done.stderr == "zs_fgj-zwdt: list address: blocked: answered 403\n"


def test_a_sound_source_ends_with_0(operator: Operator) -> None:
    assert operator.check("zs_gxj", code=0).keys() == {"zs_gxj-tzgg", "zs_gxj-zxgk", "zs_gxj-glgk"}


def test_a_check_that_is_told_to_stop_ends_soon_and_names_what_it_did_not_see(operator: Operator) -> None:
    operator.twin.faults.set("psc.zs.gov.cn/gzdt/*", faults.silent())
    operator.more["ZSWATCH_CRAWLER__TIMEOUT_SECONDS"] = "60"
    with operator.started("sources", "check", "--live", "--json", "zs_gxj-glgk", "zs_psc-tzgg") as process:
        deadline = time.monotonic() + 30
        while not operator.twin.log.of("psc.zs.gov.cn/gzdt/*") and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        out, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "zs_psc-tzgg: not checked: stopped before its sample was whole" in said
    told = {one["source"]: one for one in json.loads(out)["sources"]}
    assert (told["zs_psc-tzgg"]["as_expected"], told["zs_psc-tzgg"]["findings"]) == (False, [])


def test_plain_check_asks_nobody(operator: Operator) -> None:
    done = operator.run("sources", "check", "zs_gxj")
    assert done.stdout == "3 sources of 1 publishers: declarations are sound\n"
    assert operator.twin.log.requests == ()
    wrong = operator.run("sources", "check", "--save", "here")
    assert (wrong.returncode, wrong.stderr) == (2, "zswatch: --save and --json go with --live\n")


def test_record_drafts_and_keeps_a_review_only_while_it_fits(operator: Operator) -> None:
    done = operator.run("record", "zs_sjz-gggs", "--out", "fixtures", "--origin", "a trial")
    place = operator.folder / "fixtures" / "zs_sjz-gggs"
    file = place / fixtures.EXPECTED
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "zs_sjz-gggs: review fixtures/zs_sjz-gggs/expected.toml, then set reviewed = true\n"
    assert fixtures.stated(place / fixtures.META)["origin"] == "a trial"
    assert fixtures.stated(file)["reviewed"] is False
    file.write_text(file.read_text(encoding="utf-8").replace("reviewed = false", "reviewed = true"), encoding="utf-8")
    (place / "notes.txt").write_text("mine", encoding="utf-8")
    assert operator.run("record", "zs_sjz-gggs", "--out", "fixtures").stdout == "zs_sjz-gggs: as reviewed before\n"
    assert (place / "notes.txt").exists()
    changed = faults.edited(lambda page: page.replace("竣工验收".encode(), "完工验收".encode()))
    operator.twin.faults.set(f"{WWW}/sjz/gggs/*", changed)
    assert "set reviewed = true" in operator.run("record", "zs_sjz-gggs", "--out", "fixtures").stdout
    assert fixtures.stated(file)["reviewed"] is False


def test_record_says_why_there_is_no_fixture(operator: Operator) -> None:
    operator.twin.faults.set(f"{WWW}/fgj/zwdt/", faults.status(403))
    done = operator.run("record", "zs_fgj-zwdt", "zs_gxj-glgk", "--out", "fixtures")
    assert done.returncode == 1
    assert done.stderr == f"zs_fgj-zwdt: answered 403, at http://{WWW}/fgj/zwdt/\n"
    assert (operator.folder / "fixtures" / "zs_gxj-glgk" / fixtures.EXPECTED).exists()
    nowhere = operator.run("record", "zs_fgj-zwdt")
    assert (nowhere.returncode, nowhere.stderr) == (
        2,
        "zswatch: tests/fixtures/sources: no such folder here; name one with --out\n",
    )
    (operator.folder / "file").write_text("x", encoding="utf-8")
    full = operator.run("record", "zs_gxj-glgk", "--out", "file")
    assert (full.returncode, full.stdout) == (2, "")
    assert full.stderr.startswith("zswatch: file/zs_gxj-glgk: ")

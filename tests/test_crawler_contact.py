"""First contact, as an operator walks it: what was read of each source of the twin, and what to change where."""

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler import fixtures
from crawler.sources import load
from tests.contacting import Operator
from tests.recording import FIXTURES
from tests.twin import Twin, faults
from tests.twin.columns import COLUMNS

SOURCES = load()
WWW = "www.zs.gov.cn"
RESCUED = {key for key, column in COLUMNS.items() if column.style == "newtown"}
"""Sources whose pages in the twin have a container that no selector names."""


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
    assert fields(healthy[1]["gd_portal-gkmlpt"], "list")["columns"] == "6, with 5 规范性文件"


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

"""The doctor asks each host once, for its robots.txt, through proxy and TLS as a crawl would."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive import clock
from crawler.sources import Source, load
from digest.channels.exchange import Answer
from scheduler.doctor import proxies, sites
from tests.doctored import installation, lines
from tests.model_server import hanging, sending, serving
from tests.twin import Twin, faults

NOW = "2026-11-18T09:00:00+08:00"
AGENT = "zhongshan-watch/1 (+me@example.org)"
ROOT = "http://www.zs.gov.cn"
LISTS = (f"{ROOT}/gxj/tzgg/", f"{ROOT}/gxj/wgk/zxgk/")


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    with Twin(day=1, everyday=False) as running:
        yield running


@pytest.fixture
def way(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> Twin:
    monkeypatch.setenv(clock.VARIABLE, NOW)
    for name, value in twin.environment().items():
        monkeypatch.setenv(name, value)
    twin.log.clear()
    twin.faults.clear()
    return twin


def enabled() -> list[Source]:
    return [one for one in load().values() if one.enabled]


def source_at(port: int, folder: Path) -> list[Source]:
    """Return a source of one's own on this machine, as a file declares it."""
    (folder / "here.toml").write_text(
        f'publisher = "Here"\nplatform = "columns"\nhosts = ["127.0.0.1:{port}"]\n\n[[columns]]\nkey = "list"\n'
        f'name = "x"\n'
        f'url = "http://127.0.0.1:{port}/list/"\n'
    )
    return [load(folder)["here-list"]]


def test_every_host_is_asked_once_and_politely_and_its_clock_read(way: Twin) -> None:
    found = lines(sites.look(installation(sources=enabled(), crawler={"contact": "me@example.org"})))
    hosts = {urlsplit(one.start_url).netloc for one in enabled()}
    assert found[0] == ("ok", f"as that of {len(hosts)} servers")
    assert {mark for mark, _ in found} == {"ok"}
    assert len(found) == 1 + len(hosts)
    assert Counter((one.host, one.path) for one in way.log.requests) == {(host, "/robots.txt"): 1 for host in hosts}
    assert {one.asked.headers["user-agent"].partition("/")[0] for one in way.log.requests} == {"zhongshan-watch"}
    assert all("(+me@example.org)" in one.asked.headers["user-agent"] for one in way.log.requests)


def test_a_host_that_fails_is_a_fault_and_the_others_are_well(way: Twin) -> None:
    way.faults.set("kj.zs.gov.cn/*", faults.status(503))
    way.faults.set("wjj.zs.gov.cn/*", faults.reset())
    found = lines(sites.look(installation(sources=enabled())))
    wrong = [said for mark, said in found if mark == "fault"]
    assert wrong[0] == "http://kj.zs.gov.cn: robots.txt answers 503, and nothing is asked until it can be read"
    assert wrong[1].startswith("http://wjj.zs.gov.cn: robots.txt: no connection")
    assert len(wrong) == 2


def test_a_certificate_that_is_not_believed_is_a_fault(way: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    secure = [one for one in enabled() if one.start_url.startswith("https:")]
    found = lines(sites.look(installation(sources=secure)))[1:]
    assert {mark for mark, _ in found} == {"fault"}
    assert all("certificate refused" in said for _, said in found)


def test_a_robots_txt_that_forbids_a_list_is_a_fault(way: Twin) -> None:
    way.faults.set("kj.zs.gov.cn/robots.txt", faults.replaced(b"User-agent: *\nDisallow: /\n", "text/plain"))
    found = lines(sites.look(installation(sources=enabled())))
    ((_, said),) = [one for one in found if one[0] == "fault"]
    assert said.startswith("http://kj.zs.gov.cn: robots.txt forbids 2 of 2 lists: http://kj.zs.gov.cn/")


def test_a_clock_that_is_wrong_is_found(tmp_path: Path, now: object) -> None:
    said = sending(b"", status="404 Not Found", kind="text/plain", more="Date: Fri, 20 Nov 2026 00:03:00 GMT\r\n")
    with serving(said) as here:
        first, second = lines(sites.look(installation(sources=source_at(here.port, tmp_path))))
    assert first == ("fault", "180 s behind 1 servers")
    assert second == ("ok", f"http://127.0.0.1:{here.port}: answers; robots.txt: has none (404)")


def test_a_host_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "SECONDS", 0.3)
    with serving(hanging) as here:
        _, (mark, said) = lines(sites.look(installation(sources=source_at(here.port, tmp_path))))
    assert mark == "fault"
    assert "no whole answer within 0.3 seconds" in said


def test_a_host_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    _, (mark, said) = lines(sites.look(installation(sources=source_at(1, tmp_path))))
    assert (mark, said.partition(": ")[0]) == ("fault", "http://127.0.0.1:1")
    assert "Connection refused" in said or "no connection" in said


@pytest.mark.parametrize(
    ("status", "body", "mark", "words"),
    [
        (200, b"", "ok", "robots.txt allows all 2 lists"),
        (200, b"\xff\xfe<html>\x00", "ok", "robots.txt allows all 2 lists"),
        (200, b"User-agent: *\nDisallow: /gxj/wgk/\n", "fault", "forbids 1 of 2 lists"),
        (200, b"User-agent: zhongshan-watch\nDisallow: /gxj/\n\nUser-agent: *\nAllow: /\n", "fault", "2 of 2"),
        (301, b"", "ok", "redirects (301)"),
        (404, b"", "ok", "has none (404)"),
        (500, b"", "fault", "answers 500"),
    ],
)
def test_what_an_answer_means(status: int, body: bytes, mark: str, words: str) -> None:
    found = sites.judged(ROOT, LISTS, Answer(status, body), "", AGENT)
    assert found.mark == mark
    assert words in found.found


def test_a_robots_txt_that_is_not_obeyed_is_still_told() -> None:
    answer = Answer(200, b"User-agent: *\nDisallow: /\n")
    assert sites.judged(ROOT, LISTS, answer, "", AGENT, obeyed=False).mark == "warning"


def test_proxies_are_told_without_their_passwords(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert lines(proxies.look(installation())) == [("ok", "direct, no proxy is set")]
    monkeypatch.setenv("https_proxy", "http://me:geheim@proxy.example.org:3128")
    away = tmp_path / "away.pem"
    found = lines(proxies.look(installation(environ={"SSL_CERT_FILE": str(away)})))
    assert found[0] == ("ok", "https by proxy.example.org:3128")
    assert found[1][0] == "fault"
    assert str(away) in found[1][1]


def test_authorities_that_can_be_read_are_well_and_others_not(twin: Twin, tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no certificate")
    for file, mark in ((twin.ca_file, "ok"), (tmp_path / "no.pem", "fault")):
        found = lines(proxies.look(installation(environ={"SSL_CERT_FILE": str(file)})))
        assert found[-1][0] == mark

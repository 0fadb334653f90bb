"""Where a crawl goes: names that lead inward are not followed, directly or through a proxy, unless it is so stated."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive.outward import OUTWARD
from crawler.sources import FOLDER, load
from crawler.spiders.names import stated_hosts
from tests import naming
from tests.crawling import crawl, ended, environment, started
from tests.twin import Twin, faults

PUBLIC = "93.184.215.14"
QUICK = {"ZSWATCH_CRAWLER__RETRIES": "1", "ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "8"}
INNER = {
    "here": [["127.0.0.1"]],
    "office": [["10.1.2.3"]],
    "metadata": [["169.254.169.254"]],
    "rebound": [[PUBLIC], ["127.0.0.1"]],
    "allowed": [["127.0.0.1"]],
    "sends": [["127.0.0.1"]],
}
"""Hosts of sources, NAME.example, and what they lead to one time after the other."""


@dataclass
class Site:
    """A server on this machine that notes the host and path of each request."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            site.asked.append((host, self.path))
            sends = host == "sends.example" and self.path == "/robots.txt"
            self.send_response(302 if sends else 404)
            if sends:
                self.send_header("Location", f"http://127.0.0.1:{site.port}/inner-robots")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


def declare(folder: Path, name: str, host: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(
        f'publisher = "无"\nplatform = "columns"\nhosts = ["{host}"]\n'
        f'[[columns]]\nkey = "a"\nname = "甲"\nurl = "http://{host}/a/"\n',
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def crawled(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One crawl of all of them, of a literal address in a source file, and of a name in disguise."""
    folder = tmp_path_factory.mktemp("inner")
    hosts = {name: f"{name}.example:{site.port}" for name in INNER}
    hosts |= {"literal": f"127.0.0.1:{site.port}", "disguised": f"0x7f000001:{site.port}"}
    for name, host in hosts.items():
        declare(folder / "sources", name, host)
    variables = environment(
        folder / "data",
        QUICK,
        {
            "ZSWATCH_CRAWLER__SOURCES_DIR": str(folder / "sources"),
            "ZSWATCH_NETWORK__PRIVATE": "allowed.example,sends.example",
            naming.NAMES: json.dumps({f"{name}.example": answers for name, answers in INNER.items()}),
            naming.CONNECTED: str(folder / "connected"),
        },
    )
    with started(variables, *(f"{name}-a" for name in hosts), program="tests.naming") as process:
        report = ended(process)
    assert report["stderr"] == ""
    return report | {"connected": json.loads((folder / "connected").read_text())}


@pytest.mark.parametrize("name", ["here", "office", "metadata", "disguised"])
def test_a_host_that_leads_inward_is_not_asked(crawled: dict[str, Any], site: Site, name: str) -> None:
    run = crawled["of"][f"{name}-a"]
    assert (run["status"], {error["reason"] for error in run["errors"]}) == ("failed", {"unreachable"})
    assert "leads to this machine" in run["why"]
    assert f"{name}.example" not in {host for host, _ in site.asked}
    assert "0x7f000001" not in {host for host, _ in site.asked}


def test_only_what_was_looked_at_is_connected_to(crawled: dict[str, Any]) -> None:
    assert set(crawled["connected"]) == {PUBLIC, "127.0.0.1"}
    assert crawled["of"]["rebound-a"]["status"] == "failed"


def test_a_name_that_leads_elsewhere_the_second_time_is_not_followed(crawled: dict[str, Any], site: Site) -> None:
    assert PUBLIC in crawled["connected"]
    assert "rebound.example" not in {host for host, _ in site.asked}


def test_what_the_settings_or_a_source_of_ones_own_state_is_asked(crawled: dict[str, Any], site: Site) -> None:
    for name, host in (("allowed", "allowed.example"), ("literal", "127.0.0.1")):
        assert (host, "/a/") in site.asked
        assert [error["reason"] for error in crawled["of"][f"{name}-a"]["errors"]] == ["gone"]


def test_robots_may_not_send_us_inward(crawled: dict[str, Any], site: Site) -> None:
    assert ("sends.example", "/robots.txt") in site.asked
    assert "/inner-robots" not in {path for _, path in site.asked}
    (error,) = crawled["of"]["sends-a"]["errors"]
    assert error["reason"] == "unreachable"
    assert "not asked: 127.0.0.1 leads to this machine (127.0.0.1), and network.private" in error["detail"]


@pytest.mark.parametrize("host", ["169.254.169.254", "2852039166", "localhost", "10.0.0.1"])
def test_a_proxy_is_not_asked_for_addresses_within(tmp_path: Path, host: str) -> None:
    with Twin() as twin:
        twin.faults.set("kj.zs.gov.cn/robots.txt", faults.redirect(f"http://{host}/latest/meta-data/"))
        report = crawl(environment(tmp_path / "data", QUICK, twin.environment()), "zs_kj-zjdc")
        asked = {one.host for one in twin.log.requests}
    (error,) = report["of"]["zs_kj-zjdc"]["errors"]
    assert error["reason"] == "unreachable"
    assert f"not asked: {host} leads" in error["detail"]
    assert asked == {"kj.zs.gov.cn"}


def test_only_literal_hosts_of_ones_own_files_are_stated(tmp_path: Path) -> None:
    declare(tmp_path, "one", "10.0.0.5:8080")
    declare(tmp_path, "two", "inner.example")
    declare(tmp_path, "three", "localhost")
    assert stated_hosts(load(tmp_path).values()) == {"10.0.0.5", "localhost"}
    assert all(source.file.parent == FOLDER for source in load().values())
    assert stated_hosts(load().values()) == frozenset()
    assert OUTWARD.private == ()

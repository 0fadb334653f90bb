"""The twin as its clients meet it: a proxy that speaks HTTP/1.1 and TLS."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.twin import Twin
from tests.twin.visitor import connect, visit

LIST = "http://www.zs.gov.cn/gxj/tzgg/"
PROVINCE = "https://www.gd.gov.cn/gdywdt/zwzt/rgznjqr/"


@pytest.fixture(scope="module")
def shared() -> Iterator[Twin]:
    with Twin() as running:
        yield running


@pytest.fixture
def twin(shared: Twin) -> Twin:
    shared.day = 1
    shared.log.clear()
    shared.faults.clear()
    return shared


def test_plain_and_tunnelled_addresses_are_answered(twin: Twin) -> None:
    assert visit(twin, LIST).status == 200
    assert visit(twin, PROVINCE).status == 200
    assert visit(twin, LIST.replace("http:", "https:")).body == visit(twin, LIST).body
    assert visit(twin, LIST.replace("www.", "")).body == visit(twin, LIST).body
    assert {one.asked.scheme for one in twin.log.requests} == {"http", "https"}


def test_urllib_comes_here_by_the_environment_alone(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in twin.environment().items():
        monkeypatch.setenv(name, value)
    opener = urllib.request.build_opener()
    for url in (LIST, PROVINCE):
        with opener.open(url, timeout=20) as reply:
            assert reply.status == 200
            assert "viewList" in (text := reply.read().decode()) or "newsList" in text
    assert [one.url for one in twin.log.requests] == [LIST, PROVINCE]


def test_a_client_that_does_not_know_the_authority_refuses(twin: Twin) -> None:
    proxy = urlsplit(twin.proxy_url)
    with socket.create_connection((proxy.hostname, proxy.port), timeout=20) as line:
        line.sendall(b"CONNECT www.gd.gov.cn:443 HTTP/1.1\r\nHost: www.gd.gov.cn:443\r\n\r\n")
        assert line.recv(200).startswith(b"HTTP/1.1 200")
        with pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(line, server_hostname="www.gd.gov.cn")


@pytest.mark.parametrize("url", ["http://www.example.org/", "http://www.sz.gov.cn/cn/", "http://mp.weixin.qq.com/s/x"])
def test_an_unknown_host_is_a_bad_gateway(twin: Twin, url: str) -> None:
    answer = visit(twin, url)
    assert answer.status == 502
    assert urlsplit(url).netloc in answer.text


def test_an_unknown_host_gets_no_tunnel(twin: Twin) -> None:
    with pytest.raises(OSError, match="502"):
        visit(twin, "https://www.example.org/")
    assert [(one.method, one.host, one.status) for one in twin.log.requests] == [("CONNECT", "www.example.org", 502)]


def test_what_asks_the_proxy_itself_is_told_so(twin: Twin) -> None:
    with pytest.raises(urllib.error.HTTPError, match="502") as refused:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{twin.proxy_url}/", timeout=20)
    refused.value.close()


@pytest.mark.parametrize("url", [LIST, PROVINCE])
def test_one_connection_carries_many_requests(twin: Twin, url: str) -> None:
    connection = connect(twin, url)
    target = url if url.startswith("http:") else urlsplit(url).path
    bodies = []
    for _ in range(3):
        connection.request("GET", target)
        line = connection.sock
        reply: HTTPResponse = connection.getresponse()
        bodies.append(reply.read())
        assert connection.sock is line
    connection.close()
    assert bodies[0]
    assert len(set(bodies)) == 1


def test_head_has_the_headers_and_no_body(twin: Twin) -> None:
    whole, head = visit(twin, LIST), visit(twin, LIST, "HEAD")
    assert head.headers == whole.headers
    assert head.body == b""
    assert int(head.headers["content-length"]) == len(whole.body)


def test_some_hosts_send_in_chunks(twin: Twin) -> None:
    assert visit(twin, PROVINCE).headers["transfer-encoding"] == "chunked"
    assert "content-length" not in visit(twin, PROVINCE).headers


def test_gzip_is_sent_when_accepted_and_by_one_host_always(twin: Twin) -> None:
    plain, squeezed = visit(twin, LIST), visit(twin, LIST, accept_encoding="gzip, deflate")
    assert "content-encoding" not in plain.headers
    assert len(squeezed.body) < len(plain.body)
    assert squeezed.content == plain.body
    forced = visit(twin, "http://kj.zs.gov.cn/hdjl/zjdc/")
    assert forced.headers["content-encoding"] == "gzip"
    assert "科学技术局" in forced.text


def addresses(twin: Twin) -> list[str]:
    one = next(one for one in twin.expected().values() if one.attachments and one.sources[0] == "zs_gxj-tzgg")
    return [LIST, f"{LIST}index_2.html", one.addresses[0], one.addresses[1], one.attachments[0].url, PROVINCE]


def test_what_has_not_changed_is_not_sent_again(twin: Twin) -> None:
    for url in addresses(twin):
        first = visit(twin, url)
        assert first.status == 200, url
        by_tag = visit(twin, url, if_none_match=first.headers["etag"])
        by_time = visit(twin, url, if_modified_since=first.headers["last-modified"])
        assert (by_tag.status, by_tag.body, by_time.status, by_time.body) == (304, b"", 304, b"")
        assert by_tag.headers["etag"] == first.headers["etag"]
        stale = visit(twin, url, if_none_match='"other"', if_modified_since=first.headers["last-modified"])
        assert stale.status == 200
        squeezed = visit(twin, url, accept_encoding="gzip")
        assert visit(twin, url, accept_encoding="gzip", if_none_match=squeezed.headers["etag"]).status == 304


def test_a_changed_page_is_sent_again_on_its_day(twin: Twin) -> None:
    post = next(post for post in twin.site.posts if [change.part for change in post.changes] == ["body"])
    url = twin.expected(post.day)[f"zs-{post.post_id}"].addresses[0]
    twin.day = post.day
    first = visit(twin, url)
    twin.day = post.changes[0].day
    again = visit(twin, url, if_none_match=first.headers["etag"], if_modified_since=first.headers["last-modified"])
    assert again.status == 200
    assert again.body != first.body


def test_the_day_is_turned_from_outside(twin: Twin) -> None:
    assert json.loads(visit(twin, "http://twin.control/day").text) == {"day": 1}
    assert json.loads(visit(twin, "http://twin.control/day/2", "POST").text) == {"day": 2}
    assert twin.day == 2
    assert visit(twin, "http://twin.control/day/4", "POST").status == 404
    with pytest.raises(ValueError, match="day 4"):
        twin.day = 4


def test_robots_home_pages_and_what_is_not_there(twin: Twin) -> None:
    for host in sorted(twin.site.hosts):
        robots = visit(twin, f"http://{host}/robots.txt")
        assert (robots.status, robots.text) == (200, "User-agent: *\nDisallow: /neibu/\n")
        assert visit(twin, f"http://{host}/").status == 200
        missing = visit(twin, f"http://{host}/no/such/page.html")
        assert missing.status == 404
        assert "您访问的页面不存在" in missing.text
    assert visit(twin, "http://www.zs.gov.cn/gxj/").status == 200


def test_the_log_tells_who_asked_what_and_how_many_at_once(twin: Twin) -> None:
    visit(twin, LIST, user_agent="zswatch", if_none_match='"x"')
    (only,) = twin.log.requests
    assert (only.method, only.host, only.path, only.status) == ("GET", "www.zs.gov.cn", "/gxj/tzgg/", 200)
    assert (only.conditional, only.asked.headers["user-agent"], only.at_once) == (True, "zswatch", 1)
    deadline = time.monotonic() + 20  # the client may have its answer a moment before the log is closed
    while only.finished is None and time.monotonic() < deadline:
        time.sleep(0.001)
    assert only.finished is not None
    assert twin.log.of("www.zs.gov.cn/gxj/*") == (only,)
    gate = threading.Barrier(6)

    def ask(url: str) -> None:
        gate.wait(timeout=20)
        visit(twin, url)

    from tests.twin import faults

    twin.faults.set("www.zs.gov.cn/*", faults.slow(40_000))
    several = [threading.Thread(target=ask, args=(LIST,)) for _ in range(5)]
    for one in several:
        one.start()
    gate.wait(timeout=20)
    for one in several:
        one.join()
    assert twin.log.at_once("www.zs.gov.cn") > 1
    assert twin.log.at_once("psc.zs.gov.cn") == 0
    assert len(twin.log.gaps("www.zs.gov.cn")) == 5


@pytest.mark.parametrize(
    "noise", [b"\x16\x03\x01\x02\x00\x01", b"GET \r\n\r\n", b"", b"POST http://www.zs.gov.cn/ HTTP/1.1\r\n"]
)
def test_noise_and_silence_harm_nobody(twin: Twin, noise: bytes) -> None:
    proxy = urlsplit(twin.proxy_url)
    with socket.create_connection((proxy.hostname, proxy.port), timeout=20) as line:
        line.sendall(noise)
    assert visit(twin, LIST).status == 200


def test_it_stops_with_clients_still_on_the_line() -> None:
    before = threading.active_count()
    with Twin() as twin:
        connections = [connect(twin, LIST), connect(twin, PROVINCE)]
        connections[0].request("GET", LIST)
        connections[1].request("GET", urlsplit(PROVINCE).path)
    for connection in connections:
        connection.close()
    assert not twin.ca_file.exists()
    assert threading.active_count() == before


def test_it_runs_as_a_process_and_stops_when_told(tmp_path: Path) -> None:
    announce = tmp_path / "where.json"
    command = [sys.executable, "-m", "tests.twin", "--day", "2", "--announce", str(announce)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ)) as process:
        assert process.stdout
        where = json.loads(process.stdout.readline())
        assert json.loads(announce.read_text(encoding="utf-8")) == where
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": where["proxy"]}))
        with opener.open("http://twin.control/day", timeout=20) as reply:
            assert json.load(reply) == {"day": 2}
        assert Path(where["ca_file"]).read_text(encoding="ascii").startswith("-----BEGIN CERTIFICATE-----")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert not Path(where["ca_file"]).exists()

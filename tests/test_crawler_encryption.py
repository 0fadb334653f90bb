"""Servers of old encryption: those without secure renegotiation are spoken to, and verified as all others are."""

import socket
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import tlslite.tlsconnection
import trustme

from tests.crawling import crawl, environment
from tests.old_server import OldHello, old_server

HOST = "old.zs.gov.cn"
LIST = """<html><head><title>通知公告</title></head><body><ul class="list">
<li><a href="/tzgg/content/post_2655001.html">关于征集应用场景的通知</a><span>2026-11-18</span></li></ul>
<h1>关于征集应用场景的通知</h1><div class="article-content">
<p>各有关企业：现征集人工智能应用场景。</p></div></body></html>"""
SOURCE = f"""publisher = "示范局"
platform = "columns"
hosts = ["{HOST}"]

[[columns]]
key = "tzgg"
name = "通知公告"
url = "https://{HOST}/tzgg/"
"""


@pytest.fixture(autouse=True)
def _old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tlslite.tlsconnection, "ServerHello", OldHello)


def visit(folder: Path, issuer: trustme.CA, trusted: trustme.CA) -> dict[str, Any]:
    (folder / "sources").mkdir()
    (folder / "sources" / "old.toml").write_text(SOURCE, encoding="utf-8")
    trusted.cert_pem.write_to_path(str(folder / "ca.pem"))
    certificate = issuer.issue_cert(HOST, key_type=trustme.KeyType.RSA)
    with old_server(certificate, LIST.encode()) as proxy:
        variables = {
            "https_proxy": proxy,
            "SSL_CERT_FILE": str(folder / "ca.pem"),
            "ZSWATCH_CRAWLER__SOURCES_DIR": str(folder / "sources"),
            "ZSWATCH_CRAWLER__RETRIES": "0",
            "ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "8",
        }
        report: dict[str, Any] = crawl(environment(folder / "data", variables), "old-tzgg")["of"]["old-tzgg"]
    return report


def test_a_client_of_today_refuses_such_a_server() -> None:
    authority = trustme.CA()
    context = ssl.create_default_context()
    authority.configure_trust(context)
    with old_server(authority.issue_cert(HOST, key_type=trustme.KeyType.RSA), b"") as proxy:
        port = urlsplit(proxy).port
        assert port is not None
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\n".encode())
            assert b"200" in line.recv(4096)
            with pytest.raises(ssl.SSLError, match="UNSAFE_LEGACY_RENEGOTIATION_DISABLED"):
                context.wrap_socket(line, server_hostname=HOST)


def test_it_is_read_all_the_same(tmp_path: Path) -> None:
    authority = trustme.CA()
    run = visit(tmp_path, authority, authority)
    assert (run["status"], run["new"], run["errors"]) == ("ok", 1, [])


def test_it_is_not_trusted_with_a_certificate_of_nobody(tmp_path: Path) -> None:
    run = visit(tmp_path, trustme.CA(), trustme.CA())
    assert (run["status"], [error["reason"] for error in run["errors"]]) == ("failed", ["certificate"])

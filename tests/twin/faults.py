"""What goes wrong on the real web, put between the twin and its clients by address pattern.

`twin.faults.set("www.zs.gov.cn/gxj/*", faults.status(403))`; patterns match host and path with query.
"""

import gzip
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache

from tests.twin import chrome
from tests.twin.replies import Asked, Reply

Fault = Callable[[Reply, Asked], Reply]

RIVER = """<!DOCTYPE html><html><head><meta id="9DhefwqGPrzGxEp9hPaoag" content="kQ4mW3n" r="m">
<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=51127;$_ts.cd="qKNrrcAlrGqkDAVkqOgkDqLZ";if($_ts.lcd)$_ts.lcd();</script>
</head><body></body></html>"""
"""The page of a 412: a script that the browser must run first."""
ACCELERATOR = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance')+('=')+('1.5|-1|x')+';max-age=3600;path=/';"
    "location.href=location.pathname+location.search</script>"
)
CAPTCHA = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>安全验证</title></head>
<body><div class="captcha"><p>您的访问过于频繁，请输入验证码后继续访问。</p><img src="/captcha.png" alt="验证码">
<form action="/verify" method="post"><input name="code"><button>提交</button></form></div></body></html>"""


@dataclass(slots=True)
class _Rule:
    pattern: str
    fault: Fault
    left: int | None


class Faults:
    """The rules in force; the newest that matches wins."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[_Rule] = []

    def set(self, pattern: str, fault: Fault, *, times: int | None = None) -> None:
        """Let a fault strike every request that matches, or the next `times` of them."""
        with self._lock:
            self._rules.insert(0, _Rule(pattern, fault, times))

    def clear(self) -> None:
        """Let everything be well again."""
        with self._lock:
            self._rules.clear()

    def strike(self, answer: Callable[[Asked], Reply], asked: Asked) -> Reply:
        """Return the answer as it comes out of the rules; what is struck is a whole page, never "not modified"."""
        with self._lock:
            rule = next((one for one in self._rules if one.left != 0 and fnmatchcase(asked.place, one.pattern)), None)
            if rule is None:
                return answer(asked)
            if rule.left is not None:
                rule.left -= 1
        whole = {name: value for name, value in asked.headers.items() if not name.startswith("if-")}
        return rule.fault(answer(replace(asked, headers=whole)), asked)


def status(code: int) -> Fault:
    """Answer with a status and its usual page: 412 and 521 carry the challenge scripts of two firewalls."""
    pages = {412: RIVER, 521: ACCELERATOR, 403: "<html><head><title>403 Forbidden</title></head></html>", 202: ""}
    body = pages.get(code, f"<html><head><title>{code}</title></head><body>nginx</body></html>").encode()
    cookie = {"set_cookie": "__jsluid_h=b5; path=/"} if code == 521 else {}
    return lambda reply, _asked: reply.with_body(body, status=code, **cookie)


def unchanged_if_asked() -> Fault:
    """Return the fault of a server that answers "not modified" to every request that asks on condition."""
    return lambda reply, asked: replace(reply, status=304, body=b"", headers=()) if asked.conditional else reply


def captcha() -> Fault:
    """Answer 200 with a page that wants a code typed."""
    return lambda reply, _asked: reply.with_body(CAPTCHA.encode())


def soft_404() -> Fault:
    """Answer 200 with the page that says that the page is not there."""
    return lambda reply, asked: reply.with_body(chrome.not_found(asked.host).encode())


def replaced(body: bytes, media_type: str = "text/html; charset=utf-8", code: int = 200) -> Fault:
    """Answer with other bytes."""
    return lambda reply, _asked: reply.with_body(body, status=code, content_type=media_type)


def charset(declared: str, really: str) -> Fault:
    """Answer with the right page in one charset, and declare another: in the header and in the page."""

    def fault(reply: Reply, asked: Asked) -> Reply:
        def recoded(page: bytes) -> bytes:
            return page.decode().replace('charset="utf-8"', f'charset="{declared}"').encode(really)

        page = edited(recoded)(reply, asked)
        return page.with_body(page.body, status=page.status, content_type=f"text/html; charset={declared}")

    return fault


def shortened(keep: float) -> Fault:
    """Answer with the first part of the right page as if it were the whole."""
    return edited(lambda page: page[: int(len(page) * keep)])


def edited(edit: Callable[[bytes], bytes]) -> Fault:
    """Answer with the right page after an edit, unsqueezed and without validators."""

    def fault(reply: Reply, _asked: Asked) -> Reply:
        headers = dict(reply.headers)
        plain = gzip.decompress(reply.body) if headers.get("content-encoding") == "gzip" else reply.body
        return reply.with_body(edit(plain), status=reply.status, content_type=headers.get("content-type", ""))

    return fault


def truncated(keep: float = 0.5) -> Fault:
    """Close the connection after a part of the body, whose full length was promised."""
    return lambda reply, _asked: replace(reply, chunked=False, cut=int(len(reply.body) * keep))


def slow(bytes_a_second: float) -> Fault:
    """Let the body drip."""
    return lambda reply, _asked: replace(reply, rate=bytes_a_second)


def late(seconds: float) -> Fault:
    """Answer rightly, but only after so long."""
    return lambda reply, _asked: replace(reply, late=seconds)


def silent() -> Fault:
    """Never answer."""
    return lambda reply, _asked: replace(reply, silent=True)


def reset() -> Fault:
    """Break the connection with a TCP reset in place of an answer."""
    return lambda reply, _asked: replace(reply, reset=True)


def redirect(to: str | None = None, code: int = 302) -> Fault:
    """Send elsewhere: `/` is the home page, `?` an address that sends back, None the same again with a cookie."""

    def fault(reply: Reply, asked: Asked) -> Reply:
        cookie = {} if to else {"set_cookie": "CT6T=1; path=/"}
        there = asked.url.removesuffix("?back") if asked.url.endswith("?back") else f"{asked.url}?back"
        return reply.with_body(b"", status=code, location=there if to == "?" else to or asked.url, **cookie)

    return fault


def big(size: int = 20_000_000) -> Fault:
    """Answer with a page of so many bytes."""
    line = b"<p>" + "中山".encode() * 100 + b"</p>\n"
    return lambda reply, _asked: reply.with_body((line * (size // len(line) + 1))[:size])


def bomb(size: int = 200_000_000) -> Fault:
    """Answer with few bytes that become many when unsqueezed."""
    return lambda reply, _asked: reply.with_body(_bomb(size), content_encoding="gzip")


@lru_cache(maxsize=2)
def _bomb(size: int) -> bytes:
    return gzip.compress(bytes(size), compresslevel=9, mtime=0)

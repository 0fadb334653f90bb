"""The table of faults: what a site can do to us, what the crawl makes of it, and what an operator should do.

The tests crawl the twin with each of them; docs/faults.md is made of it.
"""

import io
import re
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from tests.twin import Twin, faults
from tests.twin.certificates import Flaw
from tests.twin.columns import COLUMNS

LIST, PAGES, FILES = "list", "pages", "files"
"""Where a fault strikes: the first page of the list (and of its interface), the announcements' pages, the files."""
NOWHERE = "http://169.254.169.254/latest/meta-data/content/post_1.html"
OTHER_HOST = "http://kjj.zhongshan.example/hdjl/zjdc/"
MIRROR = "http://www.szmaolu.com/zwgk/gzdt/tzgg/content/post_2666039.html"
INNER = (
    *("http://127.0.0.1/content/post_11.html", "http://localhost/content/post_12.html", NOWHERE),
    *("http://[::1]/content/post_13.html", "http://2130706433/content/post_14.html", MIRROR),
    *("http://0x7f000001/content/post_15.html", "http://127.1/content/post_16.html"),
    *("http://www.zs.gov.cn.example.net/content/post_17.html", "http://www.zs.gov.cn@10.0.0.1/content/post_18.html"),
)
"""Addresses that a list may be made to show and that nobody may be sent to."""
NEW_POST = "content/post_{}.html"
HOSTILE = """<!DOCTYPE html><html><head><meta charset="utf-8">
<title>关于&#13;&#10;Bcc: x@example.org&#13;&#10;的通知</title>
<script>document.write('<h1>')</script></head><body><h1>关于征集\r\n案例</scr<script>ipt>的通知</h1>
<div class="info">信息来源：本网 发布日期：2026-11-18</div><div class="article"><p onclick="alert(1)">各有关单位：
<img src=x onerror=alert(1)>现征集人工智能应用案例，请于12月1日前报送。</p>
<p><a href="javascript:alert(1)">附件</a></div>"""


class Case(NamedTuple):
    """One fault at one source: what happens, what becomes of it, and what to do."""

    name: str
    source: str
    strike: Callable[[Twin, str], None]
    status: str
    reason: str | None
    says: str
    do: str


def place(source: str, where: str) -> str:
    """Return the pattern of the addresses of a source, as the twin matches them."""
    if source == "zs_gkmlpt-all":
        return {LIST: "www.zs.gov.cn/gkmlpt/api/*", PAGES: "www.zs.gov.cn/gkmlpt/content/*"}[where]
    column = COLUMNS[source]
    folder = f"{column.host}{column.path}"
    return {LIST: folder, PAGES: f"{folder}content/*", FILES: f"{column.host}{column.site}/attachment/*"}[where]


def at(where: str, fault: faults.Fault) -> Callable[[Twin, str], None]:
    """Let a fault strike a part of the source."""
    return lambda twin, source: twin.faults.set(place(source, where), fault)


def everywhere(fault: faults.Fault) -> Callable[[Twin, str], None]:
    """Let a fault strike the list and the pages of the source."""

    def strike(twin: Twin, source: str) -> None:
        for where in (LIST, PAGES):
            at(where, fault)(twin, source)

    return strike


def tls(flaw: Flaw) -> Callable[[Twin, str], None]:
    """Let the source's host show a wrong certificate."""
    return lambda twin, source: twin.authority.spoil(COLUMNS[source].host, flaw)


def swapped(old: str, new: str) -> faults.Fault:
    """Replace words of the right answer; it must have them."""

    def edit(page: bytes) -> bytes:
        assert old.encode() in page, f"there is no {old!r} to replace"
        return page.replace(old.encode(), new.encode())

    return faults.edited(edit)


def in_a_circle(twin: Twin, source: str) -> None:
    """Let the list lead to an address that leads back."""
    for pattern in (place(source, LIST), f"{place(source, LIST)}?back"):
        twin.faults.set(pattern, faults.redirect("?"))


def few_rows(keep: int) -> faults.Fault:
    """Leave only the first rows of the list."""

    def edit(page: bytes) -> bytes:
        rows = re.findall(rb"<li\b.*?</li>\n?", page, re.DOTALL)
        for row in rows[keep:]:
            page = page.replace(row, b"")
        return page

    return faults.edited(edit)


def more_rows(*rows: str) -> faults.Fault:
    """Put rows on top of the list."""
    items = "".join(f"<li>{row}<span>2026-11-18</span></li>\n" for row in rows).encode()
    return faults.edited(lambda page: page.replace(b"<ul", items + b"<ul", 1).replace(b"<li", items + b"<li", 1))


def row(href: str, title: str) -> str:
    """Return a row's link."""
    return f'<a href="{href}" title="{title}">{title}</a>'


def garbled(page: bytes) -> bytes:
    """Write pinyin behind some characters, as copying machines do."""
    text = page.decode()
    annotated = {"市": "市(shì)", "关": "關(guān)", "通": "通(tōng)", "的": "的(de)", "局": "局(jú)"}
    for plain, pinyin in annotated.items():
        text = text.replace(plain, pinyin)
    return text.encode()


def broken(page: bytes) -> bytes:
    """Lose every tenth Chinese character."""
    count = iter(range(10**9))
    return re.sub("[\u4e00-\u9fff]", lambda one: "\ufffd" if next(count) % 10 == 0 else one[0], page.decode()).encode()


def classes(page: bytes) -> bytes:
    """Give every class and id another name."""
    return re.sub(rb'(class|id)="', rb'\1="n-', page)


def doubled(page: bytes) -> bytes:
    """Put a second announcement under the address of the first row."""
    first = re.search(rb'<a href="([^"]+/content/m?post_\d+\.html)"', page)
    assert first is not None
    second = row(first[1].decode(), "中山市残疾人联合会面向社会招聘专职委员") + "<span>2026-11-12</span>"
    return page.replace(b"</ul>", f"<li>{second}</li>\n</ul>".encode(), 1)


def new_post(number: int, body: bytes) -> Callable[[Twin, str], None]:
    """Let the list show one announcement more, with a page of its own."""

    def strike(twin: Twin, source: str) -> None:
        page = NEW_POST.format(number)
        at(LIST, more_rows(row(f"{COLUMNS[source].url}{page}", "关于征集\r\n案例的通知")))(twin, source)
        twin.faults.set(f"{place(source, LIST)}{page}", faults.replaced(body))

    return strike


def zip_bomb() -> bytes:
    """Return a DOCX of few bytes that unpacks to many."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w:document>" + b" " * 400_000_000)
    return file.getvalue()


NOTHING = b"<html><head><title>x</title></head><body><p>nothing that looks like a list</p></body></html>"
AHEAD = HOSTILE.replace("2026-11-18", "2062-11-18")
DRAWN = b"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>x</title></head><body><div id="app"></div>
<script>axios.get('/api/list?page=1').then(r => createApp(r.data))</script></body></html>"""
WORDS = "本办法由中山市人民政府办公室负责解释，自印发之日起施行。"
GARBLED_NEW = garbled(
    f'<html><head><meta charset="utf-8"><title>关于通知的通知</title></head><body><h1>关于通知的通知</h1><p>发布日期：'
    f'2026-11-18</p><div class="article"><p>{WORDS * 5}</p></div></body></html>'.encode()
)
WAIT = "Nothing but wait; when it lasts, ask the site from a browser at the same place."
WALL = "A firewall stands before the site. Lower the pace, set `crawler.contact`, ask its owner to let the service in."
MEND = "Look at the page. Mend the selectors in the source's file; `expect.learn_from` when the new form is right."
TELL = "Nothing is lost. Look at the page that is named; the publisher may not know."
FILE = "The file's last good words are kept. Open it by hand; it is asked for again at each crawl."

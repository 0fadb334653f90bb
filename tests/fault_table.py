"""Every fault of the table, in the order of docs/faults.md."""

from tests import faulty
from tests.faulty import FILE, FILES, LIST, MEND, PAGES, TELL, WAIT, WALL, Case, at, everywhere, swapped, tls
from tests.hostile_papers import pages_declared
from tests.twin import Twin, faults


def at_page_2(twin: Twin, _source: str) -> None:
    """Let page 2 fail while page 1 has something else than in the last walk to the end: else nobody asks for page 2."""
    twin.faults.set("*api/all/0?page=1*", faults.edited(lambda page: page + b"\n"))
    twin.faults.set("*api/all/0?page=2*", faults.status(500))


ROBOTS = faults.replaced(b"User-agent: *\nDisallow: /\n", "text/plain")


PDF = "application/pdf"
_FIREWALLS = [
    ("412 with a script that sets `$_ts`", "portal-tzgg", at(LIST, faults.status(412)), "answered 412"),
    ("521 with a script that sets a cookie", "portal-jd", at(LIST, faults.status(521)), "answered 521"),
    ("403", "portal-szfwj", at(LIST, faults.status(403)), "answered 403"),
    ("403 on every announcement", "zs_psc-tzgg", at(PAGES, faults.status(403)), "answered 403"),
]
_CHALLENGES = [
    ("202 with nothing in it", "portal-sfbwj", at(LIST, faults.status(202)), "answered 202"),
    ("a captcha with status 200", "portal-bsgfxwj", at(LIST, faults.captcha()), "a challenge page"),
    (
        "the script of a firewall with status 200",
        "portal-ldhd",
        at(LIST, faults.replaced(faults.RIVER.encode())),
        "_ts",
    ),
]
_LINE = [
    ("the body breaks off", "zs_hrss-jggk", faults.truncated(), "unreachable", "before the answer was whole"),
    ("one byte a second", "zs_kj-zjdc", faults.slow(1), "timeout", "no whole answer within 8 s"),
    ("no answer, ever", "zs_psc-tzgg", faults.silent(), "timeout", "no whole answer within 8 s"),
    ("the connection is reset", "zs_gxj-glgk", faults.reset(), "unreachable", "the connection broke"),
    ("500", "zs_gxj-tzgg", faults.status(500), "server_error", "answered 500"),
    ("503", "zs_gxj-zxgk", faults.status(503), "busy", "answered 503: come later"),
    ("429", "portal-sfbwj", faults.status(429), "busy", "answered 429: come later"),
    ("a page of 80 MB", "zs_chxq-gggs", faults.big(80_000_000), "too_large", "larger than 8000000 bytes"),
    ("a gzip bomb", "zs_hjq-gggs", faults.bomb(), "too_large", "after decompression"),
    ("a redirect to itself", "portal-tzgg", faults.redirect(), "redirects", "more than 6 redirects"),
]
_ELSEWHERE = [
    ("a redirect to the home page", "portal-jd", faults.redirect("/"), "gone", "in place of the listing"),
    ("404", "portal-szfwj", faults.status(404), "gone", "answered 404"),
    ("a page that says 404 with status 200", "portal-sfbwj", faults.soft_404(), "gone", "404"),
    (
        "the site moves to another host",
        "zs_kj-zjdc",
        faults.redirect(faulty.OTHER_HOST, 301),
        "foreign",
        "kjj.zhongshan",
    ),
    ("a redirect to an inner address", "portal-ldhd", faults.redirect(faulty.NOWHERE), "foreign", "169.254.169.254"),
]
_CERTIFICATES = [
    ("a certificate that has ended", tls("expired"), "certificate", "no longer valid"),
    ("a certificate for another host", tls("other host"), "certificate", "it is for another host"),
    ("a certificate of an unknown authority", tls("other authority"), "certificate", "not issued by an authority"),
    ("encryption that nobody speaks any more", tls("old protocol"), "unreachable", "the connection broke"),
]
_LISTS = [
    ("an empty list", "portal-bsgfxwj", lambda twin, source: at(LIST, twin.empty_list())(twin, source), "empty", None,
     "has no entry"),
    ("a list drawn by a script", "portal-tzgg", at(LIST, faults.replaced(faulty.DRAWN)), "drift", "page_changed",
     "a script may draw the list"),
    ("a page without a list", "portal-sfbwj", at(LIST, faults.replaced(faulty.NOTHING)), "drift", "page_changed",
     "nothing of the site is around"),
    ("the catalogue's shell is another site's", "zs_gkmlpt-all",
     lambda twin, _: twin.faults.set("*/gkmlpt/index", faults.replaced(b"SID: '1'")), "drift", "page_changed",
     "site id 1, expected 760001"),
    ("9 of 10 rows are missing", "zs_hjq-gggs", at(LIST, faulty.few_rows(1)), "drift", None, "9 are usual"),
    ("a list cut short without a sign", "zs_psc-tzgg", at(LIST, faults.shortened(0.5)), "drift", None, "are usual"),
    ("the catalogue's interface fails on page 2", "zs_gkmlpt-all",
     at_page_2, "partial", "server_error", "page=2"),
    ("the catalogue's list has another name", "zs_gkmlpt-all", at(LIST, swapped('"articles"', '"list"')), "drift",
     "page_changed", "no list `articles`"),
    ("the addresses in the catalogue have another name", "zs_gkmlpt-all",
     at(LIST, faults.edited(lambda page: page.replace(b'url":', b'link":'))), "drift", "page_changed", "an address"),
    ("the titles in the catalogue have another name", "zs_gkmlpt-all", at(LIST, swapped('"title"', '"name"')), "drift",
     "page_changed", "none with a `title`"),
]  # fmt: skip
_PAGES = [
    ("redirects in a circle", "zs_fgj-zwdt", faulty.in_a_circle, "failed", "redirects", "more than 6 redirects", WAIT),
    ("other class names on every page", "zs_gxj-zxgk", everywhere(faults.edited(faulty.classes)), "ok", "doubt",
     "never used before", "Nothing is lost: the text was found without its class. " + MEND),
    ("the text is garbled as in copies (`產(chǎn)業(yè)`)", "portal-szfwj", at(PAGES, faults.edited(faulty.garbled)),
     "drift", "page_changed", "pinyin",
     "It is no text of the publisher: what was kept stays. Look where the page comes from."),
    ("characters are broken", "portal-jd", at(PAGES, faults.edited(faulty.broken)), "drift", "page_changed", "broken",
     "What was kept stays. The site damaged its own page; tell it."),
    ("a new announcement is garbled", "zs_fgj-zwdt", faulty.new_post(2669998, faulty.GARBLED_NEW), "partial",
     "degraded", "pinyin",
     "It is kept as it is and told; read the original before quoting it."),
    ("UTF-8 that is declared gb2312", "zs_hrss-jggk", everywhere(faults.charset("gb2312", "utf-8")), "ok", None, "",
     "Nothing: the bytes decide, not the declaration."),
    ("GBK that is declared utf-8", "zs_gxj-glgk", everywhere(faults.charset("utf-8", "gb18030")), "ok", None, "",
     "Nothing: the bytes decide, not the declaration."),
    ("markup, scripts and line breaks in a title", "zs_gxj-tzgg", faulty.new_post(2669999, faulty.HOSTILE.encode()),
     "ok", None, "",
     "Nothing: what is kept is text on one line."),
    ("links to copies of the site and to inner addresses", "zs_chxq-gggs",
     at(LIST, faulty.more_rows(*(faulty.row(url, f"第{n}批项目的公示公告") for n, url in enumerate(faulty.INNER)))),
     "ok", None, "", "Nothing: only hosts that the source names are asked."),
    ("an announcement leads to an inner address", "portal-sfbwj",
     lambda twin, source: twin.faults.set("*sfbwj/content/*post_2666332.html", faults.redirect(faulty.NOWHERE)),
     "partial", "foreign", "169.254.169.254", TELL),
    ("a date still to come", "portal-ldhd", at(LIST, swapped("2026/11/16", "2062/11/16")), "ok", "doubt",
     "2062-11-16", TELL),
    ("an announcement is dated in years to come", "zs_psc-tzgg", faulty.new_post(2669997, faulty.AHEAD.encode()), "ok",
     "doubt", "dated 2062-11-18", "The day of the list is kept in its place, when that has come."),
    ("one address for two announcements", "zs_hjq-gggs", at(LIST, faults.edited(faulty.doubled)), "partial",
     "duplicate",
     "stands for two announcements", "Find the second one on the site; the publisher has to give it an address."),
    ("a new certificate of the same authority", "gd_rgznjqr-index", lambda twin, _: twin.authority.mend(), "ok", None,
     "", "Nothing."),
    ("the column moves to another name of the same site", "zs_fgj-zwdt",
     at(LIST, faults.redirect("http://zs.gov.cn/fgj/zwdt/", 301)), "ok", None, "", "Nothing."),
    ("robots.txt forbids all", "zs_kj-zjdc", lambda twin, _: twin.faults.set("kj.zs.gov.cn/robots.txt", ROBOTS),
     "failed", "robots", "robots.txt forbids it", "Ask the site's owner; until then pause the source."),
]  # fmt: skip
_FILES = [
    ("a DOCX that unpacks to 400 MB", "zs_gxj-glgk",
     lambda twin, _: twin.faults.set("*/attachment/*/2643406.*", faults.replaced(faulty.zip_bomb(), "application/zip")),
     "partial", "too_large", "too_large now"),
    ("a broken PDF", "zs_kj-zjdc", at(FILES, faults.replaced(b"%PDF-1.7\n1 0 obj\n<<", PDF)), "partial",
     "unreadable", ".pdf"),
    ("a PDF that says it has a million pages", "portal-tzgg",
     lambda twin, _: twin.faults.set("*/attachment/*/2659214.*", faults.replaced(pages_declared(1_000_000), PDF)),
     "partial", "too_large", "too_large now"),
]  # fmt: skip

CASES: list[Case] = [
    *(Case(*one[:3], "blocked", "blocked", one[3], WALL) for one in _FIREWALLS),
    *(Case(*one[:3], "blocked", "challenge", one[3], WALL) for one in _CHALLENGES),
    *(Case(name, source, at(LIST, fault), "failed", *why, WAIT) for name, source, fault, *why in _LINE),
    *(Case(name, source, at(LIST, fault), "failed", *why,
            "Look where the column has gone, and change its address or hosts in the source's file.")
      for name, source, fault, *why in _ELSEWHERE),
    *(Case(name, "gd_rgznjqr-index", strike, "failed", *why,
            "Do not switch the check off: tell the site's owner, or set `SSL_CERT_FILE` when the authority is right.")
      for name, strike, *why in _CERTIFICATES),
    *(Case(*one, MEND) for one in _LISTS),
    *(Case(*one) for one in _PAGES),
    *(Case(*one, FILE) for one in _FILES),
]  # fmt: skip

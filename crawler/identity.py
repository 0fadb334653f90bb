"""Identity: which announcement an address stands for, whatever twin of its page the address names."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

MAX_URL = 2000
ALIASES = {"zs.gov.cn": "www.zs.gov.cn", "gd.gov.cn": "www.gd.gov.cn", "zsnews.cn": "www.zsnews.cn"}
FILE_TYPES = ("pdf", "doc", "docx", "xls", "xlsx", "zip", "rar", "7z", "wps", "et", "ofd", "ppt", "pptx", "txt", "rtf")

# post_1.html and mpost_1.html are one announcement, on a portal path as on a catalogue (gkmlpt) path.
_POST = re.compile(r"/content/(?:\d+/\d+/)?m?post_(\d{1,12})\.s?html?$")
# A file's name is the id of the post that it belongs to: /attachment/0/471/471942/2298649.pdf
_FILE = re.compile(r"/attachment/\d+/\d+/\d+/(\d{1,12})\.[A-Za-z0-9]{1,5}$")
_GOVERNMENT = re.compile(r"(?:^|\.)([a-z0-9-]+)\.gov\.cn$")

# A policy reading is shown by a script on whatever host; its words come from one interface.
_READING = re.compile(
    r"^https?://(?:[a-z0-9-]+\.)+gov\.cn/(?:zcjdpt/?|api/home/article)\?(?:[^#]{0,200}&)?id=(\d{1,12})(?:[&#]|$)",
    re.IGNORECASE,
)
READINGS = "zcjd.cloud.gd.gov.cn"
READING_URL = "https://www.gd.gov.cn/zcjdpt?id={number}"
"""Where a reading is shown to people; a script there asks the interface for its words."""
READING_API = f"https://{READINGS}/api/home/article?id={{number}}"

_OTHERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^www\.zsnews\.cn/[a-z]+/index/view/(?:cateid/\d+/)?id/(\d{1,12})\.html$"), "zsnews"),
    (re.compile(r"^epaper\.zsnews\.cn/epaper/zsrb/paperdate/(\d{8})/part/(\d+)/articleid/(\d+)\.html$"), "zsrb"),
    (re.compile(r"^zsrbapp\.zsnews\.cn/home/content/newsContent/[^/]+/(\d{1,12})$"), "zsrbapp"),
    (re.compile(r"^static\.nfnews\.com/content/\d{6}/\d{2}/c(\d{1,12})\.html$"), "nfnews"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """`id` is `<family>-<number>`; `post_id` the number when it is one number; `url` the normal form of the address."""

    id: str
    post_id: int | None
    url: str


def identify(url: str) -> Identity | None:
    """Return whose announcement an address is, None when it is not the address of one.

    `zs-N` for every host of the city, `gd-N` for the province, `sz-N` and so on for other cities: numbers are unique
    only within one city. News sites and the platform of policy readings have their own prefixes.
    """
    plain = normal_url(url)
    if plain is None:
        return None
    if reading := _READING.match(url.strip()):
        return Identity(
            id=f"zcjd-{int(reading[1])}", post_id=int(reading[1]), url=READING_URL.format(number=reading[1])
        )
    parts = urlsplit(plain)
    if (post := _POST.search(parts.path)) and (family := family_of(parts.netloc)):
        return Identity(id=f"{family}-{int(post[1])}", post_id=int(post[1]), url=plain)
    for pattern, family in _OTHERS:
        if match := pattern.match(parts.netloc + parts.path):
            number = "-".join(match.groups())
            return Identity(id=f"{family}-{number}", post_id=int(number) if number.isdigit() else None, url=plain)
    return None


def asked_at(url: str) -> str:
    """Return where the words behind an address are asked for: for a policy reading its interface, else the address."""
    reading = _READING.match(url)
    return READING_API.format(number=reading[1]) if reading else url


def identify_file(url: str) -> Identity | None:
    """Return the announcement that an attachment's address belongs to, None when it does not tell."""
    plain = normal_url(url)
    if plain is None:
        return None
    parts = urlsplit(plain)
    if (post := _FILE.search(parts.path)) and (family := family_of(parts.netloc)):
        return Identity(id=f"{family}-{int(post[1])}", post_id=int(post[1]), url=plain)
    return None


def declared(pattern: re.Pattern[str], family: str) -> Callable[[str], Identity | None]:
    """Return an `identify` for a source that declares its own article addresses.

    The number is the pattern's group `id` (or its first group); without one the id is made from the address itself.
    """

    def identify_declared(url: str) -> Identity | None:
        plain = normal_url(url, keep_query=True)
        match = pattern.search(plain) if plain else None
        if plain is None or match is None:
            return None
        number = match.groupdict().get("id") or (match.group(1) if pattern.groups else None)
        post_id = int(number) if number and number.isdecimal() and number.isascii() else None
        name = number or hashlib.sha256(plain.encode()).hexdigest()[:16]
        return Identity(id=f"{family}-{name}", post_id=post_id, url=plain)

    return identify_declared


def family_of(host: str) -> str | None:
    """Return the family of a government host: the city's label (`zs`, `gd`, `sz`), None for any other host."""
    match = _GOVERNMENT.search(host.partition(":")[0])
    return match[1] if match else None


def normal_url(url: str, *, keep_query: bool = False) -> str | None:
    """Return an address in normal form, None for what is no http(s) address.

    Host in lower case and with its usual name, default port, fragment and (unless kept) query dropped, doubled
    slashes in the path folded. The scheme stays: which one a server answers is its own affair.
    """
    if len(url) > MAX_URL:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:  # a broken port or bracket
        return None
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        return None
    host = ALIASES.get(host, host)
    if port and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    path = re.sub(r"/{2,}", "/", parts.path) or "/"
    return urlunsplit((parts.scheme, host, path, parts.query if keep_query else "", ""))


def resolve(base: str, href: str) -> str | None:
    """Return the absolute http(s) address of a link, None for empty, script, mail and broken ones."""
    cleaned = re.sub(r"[\t\r\n\x00]", "", href).strip()
    if not cleaned or len(cleaned) > MAX_URL or cleaned.startswith("#"):
        return None
    try:
        resolved = urljoin(base, cleaned.replace("\\", "/"))
        parts = urlsplit(resolved)
    except ValueError:
        return None
    return resolved if parts.scheme in {"http", "https"} and parts.netloc else None


def is_file(url: str) -> bool:
    """Say whether an address names a file to download rather than a page."""
    return urlsplit(url).path.lower().rpartition(".")[2] in FILE_TYPES

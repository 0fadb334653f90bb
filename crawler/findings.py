"""Findings: a sample of a source held against what the source declares, and what to change where it does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.health import BLOCKING
from crawler.items import Listing
from crawler.pages import gkmlpt
from crawler.pages.document import declared_inside, read_text
from crawler.samples import Came, Sample, SampledArticle
from crawler.sources.places import place
from crawler.suspects import article_shapes, text_container

LONG_LIST = 15
"""A list with so many rows on its first page is expected to have a second one."""
REQUIRED = 0.5
"""A fact that a source declares for at least this share of its pages is expected on both articles."""
COLUMNS_SHOWN = 8
READERS = {"columns": ("columns",), "gkmlpt": ("gkmlpt", "gkmlpt-json")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing looked at: `part` is robots, list or article 1; `well` whether it is as expected; `change` what to do.

    A finding that is well may have a `change` too: something that works, and would be better otherwise.
    """

    part: str
    field: str
    read: str
    expected: str
    well: bool = True
    change: str = ""


def findings(sample: Sample) -> tuple[Finding, ...]:
    """Return all that was looked at, in the order in which it was asked for."""
    found = [_robots(sample), *_address(sample), *_catalogue(sample), *_list(sample)]
    for number, article in enumerate(sample.articles, 1):
        found += _article(sample, article, f"article {number}")
    return tuple(found)


def _robots(sample: Sample) -> Finding:
    robots, source = sample.robots, sample.source
    forbidden = robots.reason == "robots" or any(came.reason == "robots" for came in sample.all_came())
    if forbidden:
        change = f"{place(source, 'paused_because')} paused_because: ask the site's owner, or pause the source"
        return Finding(part="robots", field="rules", read="forbids", expected="allows", well=False, change=change)
    read = "allows" if not robots.reason else "no robots.txt" if robots.reason == "gone" else robots.detail
    return Finding(part="robots", field="rules", read=read, expected="allows")


def _address(sample: Sample) -> Iterator[Finding]:
    came = sample.first
    if came.reason:
        yield Finding(
            part="list",
            field="address",
            read=f"{came.reason}: {came.detail}" + (f", at {came.url}" if came.url != came.asked else ""),
            expected="200",
            well=False,
            change=_for_unanswered(sample, came),
        )
        return
    moved = bool(came.hops) and came.url != came.asked
    hops = "".join(f"{status} → {url} → " for status, url in came.hops)
    same_place = _place_of(came.url) == _place_of(came.asked)
    change = f"{place(sample.source, 'url')} url: redirects to {came.url}; write it there" if moved else ""
    yield Finding(
        part="list", field="address", read=f"{hops}200", expected="200", well=not moved or same_place, change=change
    )
    yield _charset("list", sample.list_page or came)


def _for_unanswered(sample: Sample, came: Came) -> str:
    url, source = place(sample.source, "url"), sample.source
    if came.reason in BLOCKING:
        return "no line helps: the site refuses us; set crawler.contact, try from another network, ask the site's owner"
    home = "{0.scheme}://{0.netloc}/".format(urlsplit(came.asked))
    return {
        "robots": f"{place(source, 'paused_because')} paused_because: ask the site's owner, or pause the source",
        "gone": f"{url} url: {came.detail}; look on {home} for the list's new address and write it there",
        "foreign": f"{place(source, 'hosts')} hosts: leads to {came.url}; only if that is the publisher's own site, "
        f"name its host here and its address as url ({url})",
        "redirects": f"{url} url: redirects without end; open it in a browser and write the address where it ends",
        "certificate": f"{url} url: {came.detail}; try the other scheme (http or https)",
        "unreachable": f"{url} url: {came.detail}; try again later, then the other scheme (http or https)",
        "timeout": f"{url} url: {came.detail}; try again later, then with a larger crawler.timeout_seconds",
        "too_large": f"{url} url: {came.detail}; a list is not that large, look at what stands there",
    }.get(came.reason, f"{url} url: {came.detail}; try again later")


def _charset(part: str, came: Came) -> Finding:
    decoded = read_text(came.raw, came.charset)
    inside = declared_inside(came.raw)
    read = f"{decoded.encoding} (header: {came.charset or 'none'}, page: {inside or 'none'})"
    read += f", {decoded.damaged} broken bytes" if decoded.damaged else ""
    return Finding(part=part, field="charset", read=read, expected="no broken bytes", well=decoded.damaged == 0)


def _catalogue(sample: Sample) -> Iterator[Finding]:
    source = sample.source
    if sample.shell is None or sample.shell.reason:
        return
    where = place(source, "sid")
    if sample.sid is None:
        change = f"{where} sid: the shell names none; {sample.error or 'send us the page'}"
        yield Finding(part="list", field="site id", read="none", expected="a number", well=False, change=change)
        return
    well = source.sid in {None, sample.sid}
    change = "" if source.sid == sample.sid else f"{where} sid: write sid = {sample.sid}"
    if not well:
        change += f" if {sample.shell.url} is this publisher's catalogue, else mend url"
    expected = str(source.sid or "a number")
    yield Finding(part="list", field="site id", read=str(sample.sid), expected=expected, well=well, change=change)
    yield _columns(sample, sample.shell)
    came = sample.list_page
    if came is not None and came.reason:
        change = (
            f"{place(source, 'catalogue_column')} catalogue_column: {came.detail}; the shell's TREE names the columns"
        )
        read = f"{came.reason}: {came.detail}"
        yield Finding(part="list", field="API", read=read, expected="200", well=False, change=change)


def _columns(sample: Sample, came: Came) -> Finding:
    """Tell whether the catalogue's tree has the column that is declared; 0, which is all of them, is in no tree."""
    wanted = sample.source.catalogue_column
    named = {column.id: column.name for column in gkmlpt.shell(came.raw, came.url, declared=came.charset).columns}
    well = wanted in {0, *named}
    some = ", ".join(f"{number} {name}" for number, name in list(named.items())[:COLUMNS_SHOWN])
    change = f"{place(sample.source, 'catalogue_column')} catalogue_column: there is no {wanted}, but {some}"
    expected = f"column {wanted}" if wanted else "any"
    read = f"{len(named)}" + (f", with {wanted} {named[wanted]}" if wanted in named else "")
    return Finding(part="list", field="columns", read=read, expected=expected, well=well, change="" if well else change)


def _list(sample: Sample) -> Iterator[Finding]:
    source, listing, came = sample.source, sample.listing, sample.list_page
    if came is None or came.reason:
        return
    if listing is None:
        yield Finding(
            part="list",
            field="rows",
            read="not read",
            expected="rows",
            well=False,
            change=_for_unread_list(sample, came),
        )
        return
    rows, least = len(listing.entries), source.expect.entries_min
    change = "" if rows >= least else f"{place(source, 'url')} url: {rows} rows{_shapes(sample, came)}"
    yield Finding(
        part="list", field="rows", read=str(rows), expected=f"at least {least}", well=rows >= least, change=change
    )
    dated = sum(entry.published is not None for entry in listing.entries)
    enough = dated >= source.expect.fill.get("published", 0.0) * rows
    change = "" if enough else "no line helps: the dates stand where no reader looks; send us the saved page"
    yield Finding(
        part="list", field="rows with a date", read=str(dated), expected=str(rows), well=enough, change=change
    )
    yield _next_page(listing)
    if listing.foreign:
        hosts = sorted({urlsplit(url).hostname or "" for url in listing.foreign})
        change = f"{place(source, 'hosts')} hosts: name those of {', '.join(hosts)} that are the publisher's own"
        read = str(len(listing.foreign))
        yield Finding(part="list", field="rows to other hosts", read=read, expected="any", change=change)


def _for_unread_list(sample: Sample, came: Came) -> str:
    if sample.source.platform == "gkmlpt":
        return f"no line helps: {sample.error}; send us the saved answer"
    return f"{place(sample.source, 'link_pattern')} link_pattern: {sample.error}{_shapes(sample, came)}"


def _shapes(sample: Sample, came: Came) -> str:
    if sample.source.platform == "gkmlpt":
        return ""
    shapes = article_shapes(came.raw, came.url, sample.source)
    return f"; its links look like {shapes}" if shapes else ""


def _next_page(listing: Listing) -> Finding:
    long = len(listing.entries) >= LONG_LIST
    expected = "an address" if long else "an address, or none on a short list"
    missing = listing.next_url is None and long
    change = "no line helps: the pager was not understood; send us the saved page" if missing else ""
    read = listing.next_url or "none"
    return Finding(part="list", field="next page", read=read, expected=expected, well=not missing, change=change)


def _article(sample: Sample, article: SampledArticle, part: str) -> Iterator[Finding]:
    source, came, page = sample.source, article.came, article.page
    if came.reason:
        read = f"{came.reason}: {came.detail}, at {came.url}"
        change = _for_unanswered(sample, came) if came.reason in {*BLOCKING, "foreign"} else "try again later"
        yield Finding(part=part, field="address", read=read, expected="200", well=False, change=change)
        return
    hops = "".join(f"{status} → {url} → " for status, url in came.hops)
    yield Finding(part=part, field="address", read=f"{hops}200 {came.url}", expected="200")
    yield _charset(part, came)
    spoken = _reader(sample, article, part)
    yield spoken
    if page is None:
        return
    yield _fact(part, "title", page.title, needed=True, change=f"{place(source, 'title')} [selectors] title: none read")
    needed = {name for name, share in source.expect.fill.items() if share >= REQUIRED}
    printed = page.published.isoformat() if page.published else ""
    yield _fact(part, "published", printed, needed="published" in needed, change=_header(sample, "发布日期"))
    yield _fact(part, "issuer", page.issuer or "", needed=True, change=_header(sample, "信息来源"))
    yield _fact(part, "文号", page.doc_number or "", needed="doc_number" in needed, change=_header(sample, "文号"))
    index = page.index_number or article.entry.index_number or ""
    yield _fact(part, "index number", index, needed="index_number" in needed, change=_header(sample, "索引号"))
    lines = page.body.splitlines()
    wordless = page.reader.endswith("+images") or bool(page.attachments)
    body = f"{len(page.body)} characters in {len(lines)} paragraphs" if lines else "pictures or files only" * wordless
    change = f"{place(source, 'body')} [selectors] body: no words were found; name the element that holds the text"
    yield _fact(part, "body", body, needed=True, change=change)
    names = ", ".join(link.name for link in page.attachments)
    yield Finding(part=part, field="attachments", read=f"{len(page.attachments)} {names}".strip(), expected="any")
    for doubt in page.doubts:
        yield Finding(part=part, field="doubt", read=doubt, expected="none")


def _reader(sample: Sample, article: SampledArticle, part: str) -> Finding:
    """Tell which reader spoke: one that was not meant to names the element that the text sits in."""
    source, page, came = sample.source, article.page, article.came
    expected = " or ".join(READERS.get(source.platform, (source.platform,)))
    where = f"{place(source, 'body')} [selectors] body"
    if page is None:
        change = f"{where}: {article.error}"
        return Finding(part=part, field="reader", read="none", expected=expected, well=False, change=change)
    if not page.reader.startswith("rescue"):
        return Finding(part=part, field="reader", read=page.reader, expected=expected)
    css = text_container(came.raw, came.url, declared=came.charset)
    said = f'the text sits in {css}; write body = ["{css}"]' if css else "no element with a name holds the text"
    change = f"{where}: the rescue reader spoke; {said}"
    return Finding(part=part, field="reader", read=page.reader, expected=expected, well=False, change=change)


def _header(sample: Sample, label: str) -> str:
    where = place(sample.source, "header")
    return f"{where} [selectors] header: no {label} was read; send us the saved page with the words around the title"


def _fact(part: str, field: str, read: str, *, needed: bool, change: str) -> Finding:
    well = bool(read) or not needed
    expected = "one" if needed else "one, or none"
    return Finding(
        part=part, field=field, read=read or "none", expected=expected, well=well, change="" if well else change
    )


def _place_of(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.removesuffix("index.html")

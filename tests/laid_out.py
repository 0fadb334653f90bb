"""What a reader finds in an edition as it is laid out: read from the page and from the text, to be compared."""

import re

from lxml import html as reader

PAGE_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td", "th"),
    *("h1", "h2", "h3", "p", "div", "span", "br", "a", "b", "del", "ins", "img"),
}
"""Every element that a page may have; none of them does, fetches or sends anything."""


def squeezed(text: str) -> str:
    """A text without blanks and line ends, which the two layouts set differently."""
    return re.sub(r"\s", "", text)


def shown(page: str) -> str:
    """All that a reader of the page sees."""
    return squeezed("".join(document(page).find("body").itertext()))


def document(page: str) -> reader.HtmlElement:
    return reader.document_fromstring(page)


def links(page: str) -> list[str]:
    """Where the page's links lead, in reading order."""
    return [str(one) for one in document(page).xpath("//a/@href")]


def addresses(text: str) -> list[str]:
    """The addresses of the text, in reading order."""
    return re.findall(r"https?://\S+", text)


def link_texts(page: str) -> list[str]:
    return [squeezed("".join(one.itertext())) for one in document(page).iter("a")]


def quotations(page: str) -> list[str]:
    """The quotations of the page, in reading order."""
    spans = document(page).xpath("//span[contains(concat(' ', @class, ' '), ' quote ')]")
    return [squeezed("".join(one.itertext())) for one in spans]


def quotations_of_text(text: str) -> list[str]:
    """The quotations of the text: lines that begin with > or |, those that follow each other as one."""
    found: list[str] = []
    before = ""
    for line in text.splitlines():
        mark = match[1] if (match := re.match(r"   ([>|])( |$)", line)) else ""
        if mark and mark == before:
            found[-1] += line[4:]
        elif mark:
            found.append(line[4:])
        before = mark
    return [squeezed(one) for one in found]


def edits(page: str) -> list[str]:
    """The words that edits took away and brought, in the notation of the text."""
    marked = []
    for one in document(page).xpath("//p[contains(@class, 'edit')]"):
        gone = "".join(f"[-{''.join(each.itertext())}-]" for each in one.iter("del"))
        come = "".join(f"{{+{''.join(each.itertext())}+}}" for each in one.iter("ins"))
        marked.append(squeezed(gone + come))
    return marked


def headings(page: str, level: str) -> list[str]:
    return ["".join(one.itertext()).strip() for one in document(page).iter(level)]


def pieces(page: str) -> list[str]:
    """All that the page says, piece by piece as elements and dots part it, without the signs around each."""
    said = (piece for one in document(page).xpath("//body//text()") for piece in squeezed(str(one)).split("·"))
    return [bare for piece in said if (bare := re.sub(r"^\W+|\W+$", "", piece))]

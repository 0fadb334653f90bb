"""The names of documents: what a title calls, and the keys under which equal names are found. Pure.

Two writings of one name share a key: 关于印发《X》的通知 loses its wrapping, and every name loses its signs and 的.
Edition words (试行, 修订, 2026—2028年) make another name. It is found without them too, but not the other way round:
who cites 《X》 may mean 《X（试行）》, who cites that does not mean the 《X》 that came after it.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive import doc_numbers
from archive.copies import core
from archive.records import Grade
from archive.text import fold

LONGEST = 200
"""Characters of a name; what is longer is no name."""
SHORTEST = 4
"""Characters of a name without signs; 通知 is everybody's."""
_DRAFT = re.compile(r"\([^()]{0,10}(?:征求意见|送审|讨论|公示|听证|草案)稿?[^()]{0,6}\)|(?:征求意见|送审)稿")
_DRAFT_LAST = re.compile(r"(?:征求意见|送审|讨论|草案)稿?\)?》?$")
_EDITION = re.compile(
    r"\((?:试行|暂行|修订|修正|修订[版稿]|修正[版稿]|[^()]{0,4}\d{4}年?(?:版|本|修订|修正)[版本]?|\d{4}年?-\d{4}年?|\d{4}年(?:度)?)\)"
)
_ANEW = re.compile("(?:修订|修改|重新|调整|联合)(?:并|后)?(?=印发|公布|发布)")
_ABOUT = re.compile("解读|读懂|图解|图说|问答|答记者问|新闻发布会|起草说明|编制说明|政策说明|热点回应")
_ASKING = re.compile("征求|征集意见|听取意见")
_MARKED = re.compile(r"^\[?\(?(?:转发|转载|转)[\])】:：|]")
_FORWARDED = re.compile(r"^.{0,40}?转发")
_INNER = re.compile("《([^《》]+)》")
_ASKED = re.compile(
    r"^(?:.{0,30}?关于)?(?:再次|公开|向社会)*(?:征求)?(?:对)?|(?:公开|再次|向社会)*(?:征求|征集)(?:社会|公众)?(?:公众)?意见的?(?:公告|通知|启事|函)?$"
)
_ISSUER = re.compile(r"^([^《》关]{2,60}?)(?:关于|印发|转发|公布|发布)")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Name:
    """A title brought to one form: `exact` with its edition words, `loose` without; `issuer` when the title has one."""

    exact: str
    loose: str
    draft: bool
    issuer: str


def name(title: str) -> Name:
    """Return the name that a title gives a document."""
    text = plain(title)
    issuer = found[1] if (found := _ISSUER.match(text)) else ""
    final = _DRAFT.sub("", text)
    return Name(_bare(final), _bare(_EDITION.sub("", final)), final != text, issuer)


def designations(title: str, doc_number: str | None) -> dict[int, Grade]:
    """Return the keys under which an announcement of that title and number can be cited, and how it bears each."""
    found: dict[int, Grade] = {number_key(one): "own" for one in numbers(doc_number)}
    for called, grade in _called(title):
        if len(called.exact) >= SHORTEST:
            found.setdefault(title_key(called.exact), grade)
            found.setdefault(title_key(called.loose), "edition" if grade == "own" else grade)
    return found


def titles(title: str) -> list[Name]:
    """Return the names of what an announcement of that title prints itself, drafts of it included."""
    return [called for called, grade in _called(title) if grade in {"own", "draft"}]


def is_about(title: str) -> bool:
    """Tell whether a title is that of an explanation of another document (政策解读)."""
    return bool(_ABOUT.search(title))


def numbers(doc_number: str | None) -> list[str]:
    """Return the single numbers of a field that may hold several."""
    if not doc_number:
        return []
    return list(doc_numbers.find(doc_number)) or [one for one in re.split(r"[\s、,，]+", doc_number) if one]


def title_key(bare: str) -> int:
    """Return the key of a name, of 63 bits."""
    return _key(f"t:{bare}")


def number_key(number: str) -> int:
    """Return the key of one document number, of 63 bits."""
    return _key(f"n:{doc_numbers.normal(number)}")


def agree(one: str, other: str) -> bool:
    """Tell whether two issuers may be one: one is not stated, or is the other shortened (中山市科技局, 科学技术局)."""
    shorter, longer = sorted((one, other), key=len)
    left = iter(longer)
    return all(sign in left for sign in shorter)


def _called(title: str) -> Iterator[tuple[Name, Grade]]:
    text = plain(title)
    if is_about(text):
        yield Name(whole := re.sub(r"[^\w]|的", "", text)[:LONGEST], whole, draft=False, issuer=""), "own"
        return
    if _ASKING.search(_DRAFT.sub("", text)):
        inner = _INNER.findall(text) or [_ASKED.sub("", text)]
        for one in inner:
            yield name(one), "draft"
    elif _FORWARDED.match(text) and not _MARKED.match(text):
        yield name(text), "forward"
    elif len(inner := _INNER.findall(text)) > 1 and re.search("印发|公布|发布", text):
        for one in inner:
            yield name(one), "own"
    else:
        called = name(text)
        # A title that ends with the word is a draft's; one that goes on (…征求意见稿的采纳情况) is another paper's.
        is_draft = bool(_DRAFT_LAST.search(text))
        yield replace(called, draft=is_draft), "draft" if is_draft else "own"


def plain(title: str) -> str:
    """Return a title as names are compared: folded, without blanks and words of printing anew."""
    return _ANEW.sub("", _BLANKS.sub("", fold(title[: 2 * LONGEST])))


def _bare(text: str) -> str:
    return core(text).replace("的", "")


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1

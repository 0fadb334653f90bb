"""Whether two announcements are copies of one text: under which keys to look for copies, and how to be sure. Pure.

Candidates share a title without the marks of forwarding, a document number, or one of a few sentences. Those sentences
are a MinHash: of all the text's sentences the ones with the smallest hashes, so that two texts that are mostly alike
nearly always share some. Then both are read: what states another figure, day, batch or lot is no copy, however alike.
"""

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice

from archive.amendments import kind
from archive.doc_numbers import normal

SENTENCES = 4
"""Sentences under which a text is found."""
TITLE, NUMBER, PHRASE = range(3)
"""What a key is of."""
_KIND_BITS = 2
SENTENCE = 14
"""Characters from which on a sentence is one's own; 特此通知 is everybody's."""
ENOUGH = 60
"""Characters of a body that can be compared; 正文见附件 can not."""
GENERIC = 10
"""A title shorter than this (招聘公告) is no proof of a copy, even on the same day."""
DAYS = 45
"""Days within which a copy without a document number follows."""
SAME_DAY, HEADED, CLOSELY, ALONE = 0.3, 0.6, 0.7, 0.85
"""How much of the shorter text must stand in the longer one: under one title on one day (or with one number), under one
title, under titles that are close, under titles that are not."""
END = 3
"""Characters at both ends that titles of one form share."""
CLOSE = 0.5
"""From here on two titles are close."""
TOUCHING = 0.2
"""From here on two texts have so much in common that a sentence of one may be an altered one of the other."""
ALTERED = 0.6
"""From here on two sentences are one that was altered."""
LONGEST = 300
"""Characters of a title that count, and of a sentence that is held against others."""
MOST_COMPARED = 40
"""Sentences of each text that are held against each other when they are not in both."""

_SPLIT = re.compile(r"[。;!?\n]+")
_MARK = re.compile(r"^(?:\[(?:转发|转载|转|摘编|重磅|关注|权威发布)\]|(?:转发|转载)[:：|])+")
_FORWARD = re.compile(r"^.{0,40}?转发(?:[^关《]{0,24}(?=关于|《))?")
_ISSUED = re.compile(r"^[^《》关]{2,34}?关于(?=.{4})|^关于(?=.{4})")
_PRINTED = re.compile(r"^(?:印发|公布|发布)《?(?P<name>.+?)》?的(?:通知|公告|通告)$")
_WRAPPED = re.compile(r"^《(?P<name>[^《》]+)》(?:的(?:通知|公告|函))?$")
_TWICE = re.compile(r"(的(?:通知|公告|函))(?:的(?:通知|公告|函))+$")
_PLAIN = re.compile(r"[^\w]+")
_KINDS = re.compile("解读|一图读懂|图解|问答|答记者问|新闻发布会|起草说明|更正|补充|延期|终止|结果|中标|成交|入围|公示")
_FIGURES = re.compile(
    r"\d+|[一二三四五六七八九十]+(?=[批期次季届轮标包号])|(?<=[批期次标段包第])[一二三四五六七八九十a-z]+|(?<=\[)[一二三四五六七八九十]+(?=\])"
)
_FIGURE = re.compile("[0-9〇零一二三四五六七八九十百千万亿两]")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_DATED = re.compile(r"^[#年月日时分秒:\-/.()\[\]\s,、至]*$")


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What is compared of an announcement; `title` and `body` are folded copies without blanks in a line."""

    title: str
    doc_number: str | None
    day: date | None
    body: str

    @cached_property
    def core(self) -> str:
        """The title without marks of forwarding, issuers and punctuation."""
        return core(self.title)

    @cached_property
    def sentences(self) -> dict[str, None]:
        """The sentences of the body, each once, in order."""
        return dict.fromkeys(one for one in _SPLIT.split(self.body) if one)


def core(title: str) -> str:
    """Return a folded title without marks of forwarding, the issuer, and the words around what is printed."""
    left = _MARK.sub("", title[:LONGEST])
    while (found := _FORWARD.match(left)) and len(left) > found.end() + GENERIC // 2:
        left = left[found.end() :]
    left = _TWICE.sub(r"\1", left)
    if wrapped := _WRAPPED.match(left):
        left = wrapped["name"]
    while (found := _ISSUED.match(left)) and len(left) > found.end() + GENERIC // 2:
        left = left[found.end() :]
    if printed := _PRINTED.match(left):
        left = printed["name"]
    return _PLAIN.sub("", left)


def keys(title: str, doc_number: str | None, body: str) -> list[int]:
    """Return the keys of an announcement, of 63 bits; copies share one. `title` and `body` are folded."""
    found = [_key(TITLE, core(title))]
    if doc_number:
        found.append(_key(NUMBER, normal(doc_number)))
    own = [one for one in _SPLIT.split(body) if len(one) >= SENTENCE]
    return found + [_key(PHRASE, one) for one in _smallest(own)]


def key_of(key: int) -> int:
    """Return what a key is of: TITLE, NUMBER or PHRASE."""
    return key & (1 << _KIND_BITS) - 1


def body_of(text: str, body: str) -> str:
    """Return the folded body, which stands before the files' words in the folded text of an announcement."""
    lines = body.count("\n") + 1
    return "\n".join(text.split("\n", lines)[:lines])


def are_copies(one: Copy, other: Copy) -> bool:
    """Tell whether two announcements print one text: whole or shortened, forwarded or under another heading."""
    same_title = one.core == other.core
    if not same_title and _titles_differ(one, other):
        return False
    close = same_title or likeness(one.core, other.core) >= CLOSE or _within(one.core, other.core)
    days = None if one.day is None or other.day is None else abs((one.day - other.day).days)
    if min(len(one.body), len(other.body)) < ENOUGH:
        return _by_title(one, other, days) if same_title else False
    share = shared(one, other)
    if share >= TOUCHING and _contradict(one, other, names=not same_title):
        return False
    if one.doc_number and other.doc_number:
        return normal(one.doc_number) == normal(other.doc_number) and close and share >= SAME_DAY
    needed = HEADED if same_title else CLOSELY if close else ALONE
    return share >= (SAME_DAY if same_title and days == 0 else needed) and (days is None or days <= DAYS)


def _by_title(one: Copy, other: Copy, days: int | None) -> bool:
    """Tell whether texts too short to compare (正文见附件), under one title, are copies."""
    if one.doc_number and other.doc_number:
        return normal(one.doc_number) == normal(other.doc_number)
    return days == 0 and (len(one.core) >= GENERIC or one.body == other.body)


def shared(one: Copy, other: Copy) -> float:
    """Return which part of the shorter text stands in the longer one, sentence by sentence, by characters.

    A sentence that was altered counts for as much as it is alike: 昨日 for 5月19日, 我市 for 中山.
    """
    common = sum(len(sentence) for sentence in one.sentences if sentence in other.sentences)
    best: dict[str, float] = {}
    for left, _, alike in _altered(one, other):
        best[left] = max(alike, best.get(left, 0.0))
    common_altered = sum(len(left) * alike for left, alike in best.items())
    shorter = min(sum(map(len, one.sentences)), sum(map(len, other.sentences)))
    return min(1.0, (common + common_altered) / max(1, shorter))


def likeness(one: str, other: str) -> float:
    """Return how alike two short texts are, by pairs of neighbouring characters, from 0 to 1."""
    ours, theirs = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    return 2 * len(ours & theirs) / max(1, len(ours) + len(theirs))


def _smallest(sentences: Iterable[str]) -> list[str]:
    return [one for _, one in sorted({(zlib.crc32(one.encode()), one) for one in sentences})[:SENTENCES]]


def _key(what: int, text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1 + _KIND_BITS << _KIND_BITS | what


def _within(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= GENERIC and shorter in longer


def _titles_differ(one: Copy, other: Copy) -> bool:
    """Tell whether two titles are of two matters, or of a paper and of what is said about it."""
    return _kinds(one) != _kinds(other) or _figures_differ(one, other) or _of_one_form(one.core, other.core)


def _kinds(one: Copy) -> frozenset[str]:
    return frozenset(_KINDS.findall(one.title))


def _figures_differ(one: Copy, other: Copy) -> bool:
    """Tell whether the titles name different years, batches or lots; one may leave out what the other names."""
    ours, theirs = set(_FIGURES.findall(one.title)), set(_FIGURES.findall(other.title))
    return not (ours <= theirs or theirs <= ours)


def _contradict(one: Copy, other: Copy, *, names: bool) -> bool:
    """Tell whether a sentence of one stands in the other with another figure or day (or, with `names`, name)."""
    if _other_numbers(one, other):
        return True
    return any(_is_other(left, right, names=names) for left, right, _ in _altered(one, other))


def _altered(one: Copy, other: Copy) -> Iterator[tuple[str, str, float]]:
    """Give the sentences that are alike and not the same, each pair with how alike they are."""
    ours, theirs = _alone(one, other), _alone(other, one)
    for left in ours:
        for right in theirs:
            alike = likeness(left, right)
            if alike >= ALTERED and not _within(left, right):
                yield left, right, alike


def _alone(one: Copy, other: Copy) -> list[str]:
    """Return the sentences that only one has, so many that comparing them stays short whatever a page holds."""
    alone = (sentence for sentence in one.sentences if sentence not in other.sentences and len(sentence) <= LONGEST)
    return list(islice(alone, MOST_COMPARED))


def _of_one_form(one: str, other: str) -> bool:
    """Tell whether two titles are one form filled in for two matters: alike at both ends and other in the middle."""
    i1, i2, j1, j2 = _middle(one, other)
    return i1 >= END and len(one) - i2 >= END and i2 - i1 > 1 and j2 - j1 > 1


def _is_other(one: str, other: str, *, names: bool) -> bool:
    """Tell whether an altered sentence states another fact; 昨日 for 5月19日 is none."""
    place = _middle(one, other)
    what = kind("body", one, other, place)
    if what in {"amount", "date"}:
        return bool(_FIGURE.search(one[place[0] : place[1]]) and _FIGURE.search(other[place[2] : place[3]]))
    return names and what == "name"


def _other_numbers(one: Copy, other: Copy) -> bool:
    ours, theirs = _numbers(one), _numbers(other)
    return any(
        not (found <= theirs[masked] or theirs[masked] <= found) for masked, found in ours.items() if masked in theirs
    )


def _numbers(one: Copy) -> dict[str, set[tuple[str, ...]]]:
    """Return the figures of each sentence by the sentence without them; lines that are only a date do not count."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for sentence in one.sentences:
        masked, count = _NUMBERS.subn("#", sentence)
        if count and not _DATED.match(masked):
            found.setdefault(masked, set()).add(tuple(_NUMBERS.findall(sentence)))
    return found


def _middle(one: str, other: str) -> tuple[int, int, int, int]:
    """Return the slices of two sentences between what they share at the beginning and at the end."""
    shorter = min(len(one), len(other))
    start = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    end = next((at for at in range(shorter - start) if one[-1 - at] != other[-1 - at]), shorter - start)
    return start, len(one) - end, start, len(other) - end

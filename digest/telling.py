"""Offers and comparisons in words, in Chinese or English; quotations are never translated. Pure."""

import re
from collections.abc import Collection
from datetime import date

from digest.changes import shorten
from digest.comparisons import Comparison
from digest.edition import Language
from digest.novelty import Novelty
from digest.offers import Offer, quotes, until
from digest.wording import say

SUMS_SHOWN = 4
WORDS_SHOWN = 80
_BOUND = re.compile("最高|不超过|不高于|上限|最多|以内|封顶")


def offer_line(offer: Offer, language: Language, today: date, recognised: Collection[str] = ()) -> str:
    """Return in one line what can be applied for, until when, and how much.

    It is marked when any of it stands in one of the parts that were recognised in pictures.
    """
    last = until(offer, today)
    phrase = "applied_for" if last and last < today else "apply_for"
    parts = [say(language, phrase, what=_short(offer.what.text))]
    if last:
        parts.append(say(language, "until", day=last, left=left(last, language, today)))
    bounded = bool(offer.sums) and bool(_BOUND.search(offer.sums[0].text))
    told = {"up_to" if bounded else "pays": offer.sums, "pays_share": offer.shares, "takes": offer.places}
    for phrase, shown in told.items():
        if shown:
            words = say(language, "and").join(_short(one.text) for one in shown[:SUMS_SHOWN])
            parts.append(say(language, phrase, words=words))
    if any(one.part in recognised for one in quotes(offer)):
        parts.append(say(language, "recognised"))
    return " ".join(parts)


def comparison_line(one: Comparison, language: Language) -> str:
    """Return what a figure of ours is beside another one, with the words of both."""
    where = say(language, f"beside_{one.beside}", title=_short(one.title))
    told = say(language, f"relation_{one.relation}", ours=_short(one.ours.text), theirs=_short(one.theirs.text))
    return where + say(language, "colon") + told


def novelty_line(one: Novelty, language: Language, name: str) -> str:
    """Return what is new in words; `name` is the directive's. An earlier answer that it names stands behind it."""
    if one.comparison is not None:
        beside = comparison_line(one.comparison, language)
        return f"{beside} · {name}" if name else beside
    words = _short(one.ours.text) if one.ours else ""
    day = one.previous.day if one.previous else ""
    return say(language, f"new_{one.kind}", asked=_short(one.asked), name=name, n=one.days, words=words, day=day)


def left(deadline: date, language: Language, today: date) -> str:
    """Return how far away a deadline is."""
    days = (deadline - today).days
    if days == 0:
        return say(language, "today")
    return say(language, "days_left", n=days) if days > 0 else say(language, "days_over", n=-days)


def _short(text: str) -> str:
    return shorten(re.sub(r"\s+", " ", text).strip(), WORDS_SHOWN)

"""A summary in the announcement's own words: two or three sentences of substance, verbatim and in their order."""

import re

from archive.records import Alignment, Announcement
from digest.clauses import Sentence
from digest.reading import Reading
from digest.substance import nearness, substance

MOST_SENTENCES, MOST_CHARACTERS, LONGEST = 3, 220, 120
SHORTEST, ROW = 12, 0.3
_DULL = re.compile(
    "^(?:各镇街|各有关|各单位|附件|联系|抄送|此复|专此|特此|感谢|电话|注[:])|如下[:]?$|遵照执行|认真贯彻执行|续表|是指|所称"
    r"|^[^,。]{4,60}(?:办法|方案|细则|措施|指南|清单|规定|意见|书|表)(?:\(.*\))?$|^\d{4}年\d+月\d+日$"
)
_ENDS = "。；！？"


def summarise(announcement: Announcement, reading: Reading, alignments: tuple[Alignment, ...]) -> str:
    """Return sentences of the body or an attachment, in order; empty when there is nothing but a title.

    Sentences that are quoted as evidence come first, then those nearest to the subject that do something.
    """
    near = nearness(reading)
    ranked = sorted(
        (-_worth(near[index], substance(one), _quoted(one, alignments), len(one.text), one.row), index)
        for index, one in enumerate(reading.sentences)
        if one.part != "title" and not one.heading and not _DULL.search(one.text)
    )
    chosen: list[int] = []
    length = 0
    for _, index in ranked:
        size = len(reading.sentences[index].text)
        if len(chosen) < MOST_SENTENCES and (not chosen or length + size <= MOST_CHARACTERS):
            chosen.append(index)
            length += size
    return "".join(_sentence(reading.sentences[index].quote(announcement).text) for index in sorted(chosen))


def _quoted(sentence: Sentence, alignments: tuple[Alignment, ...]) -> float:
    quotes = ((one.announcement_quote, one.score) for one in alignments)
    inside = (s for quote, s in quotes if quote.part == sentence.part and sentence.start <= quote.start < sentence.end)
    return max(inside, default=0.0)


def _worth(near: float, done: float, quoted: float, length: int, row: bool) -> float:
    readable = 1.0 if SHORTEST <= length <= LONGEST else 0.5
    return (near * done * readable + quoted) * (ROW if row else 1.0)


def _sentence(text: str) -> str:
    return text if text.endswith(tuple(_ENDS)) else text.rstrip("，、：:,") + "。"

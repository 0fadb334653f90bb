"""How much a sentence does, and how near it is to the subject."""

from digest.clauses import Sentence
from digest.reading import STRONG, Reading
from digest.vocabulary import vocabulary

DOES_NOT_WISH = 0.85
"""A sentence that neither wishes nor explains most likely tells what is done, though we know no word for it."""
SUBJECT = 0.2
"""The share of sentences about AI or robotics from which on a paper is about them, whatever its title says."""
NEAR_PARAGRAPH, NEAR_HEADING, NEAR_TITLE, NEAR_PAPER = 0.9, 0.9, 0.8, 0.6


def substance(sentence: Sentence) -> float:
    """How much a sentence does rather than announces, explains or wishes, 0..1."""
    words = vocabulary().sentences
    if sentence.row:
        return 1.0
    if words["purpose"].search(sentence.text) and not words["action"].search(_after_purpose(sentence.text)):
        return 0.3
    exact = words["action"].search(sentence.text) and words["figure"].search(sentence.text)
    if sentence.section == "background" or (words["background"].search(sentence.text) and not exact):
        return 0.35
    if words["slogan"].search(sentence.text):
        return 0.5
    if sentence.section == "goal" or words["plan"].search(sentence.text):
        return 0.6
    done = words["action"].search(sentence.text) or words["figure"].search(sentence.text)
    return 1.0 if done else DOES_NOT_WISH


def _after_purpose(text: str) -> str:
    return text.partition(",")[2]


def nearness(reading: Reading) -> list[float]:
    """Return for every sentence how near it is to the subject: in itself, its paragraph, its headings or the title."""
    strengths = reading.strengths()
    title = max((s for s, one in zip(strengths, reading.sentences, strict=True) if one.part == "title"), default=0.0)
    share = sum(s >= STRONG for s in strengths) / max(1, len(strengths))
    paper = NEAR_TITLE if title >= STRONG else NEAR_PAPER if share >= SUBJECT else 0.0
    paragraphs = {one.paragraph for s, one in zip(strengths, reading.sentences, strict=True) if s >= STRONG}
    subject = vocabulary().terms
    found = []
    for strength, one in zip(strengths, reading.sentences, strict=True):
        if strength >= STRONG:
            found.append(1.0)
        elif one.paragraph in paragraphs:
            found.append(NEAR_PARAGRAPH)
        elif any(subject[topic].search(heading) for heading in one.headings for topic in ("ai", "robotics")):
            found.append(NEAR_HEADING)
        else:
            found.append(paper)
    return found

"""What every sentence does, in the terms of what a meeting may ask for: by a head trained on labelled sentences.

An act is an aspect of a theme (`application.factories`), as `themes.toml` describes it; `NOTHING` is a sentence without
an operative clause.
"""

from dataclasses import dataclass

from digest.clauses import Sentence
from digest.features import Features, of_sentences
from digest.heads import head
from digest.reading import Reading

NOTHING = "-"
HEAD, ABOUT, YES = "acts", "about", "yes"


@dataclass(frozen=True, slots=True)
class Acted:
    """A sentence of the reading with the chance of each act.

    `about` is the chance that a sentence with words of the field belongs to a relevant announcement, None for others.
    """

    index: int
    sentence: Sentence
    features: Features
    chances: dict[str, float]
    about: float | None

    @property
    def something(self) -> float:
        """The chance that it does anything at all."""
        return 1.0 - self.chances[NOTHING]


def acts(reading: Reading) -> tuple[Acted, ...]:
    """Return the sentences and rows of body and attachments with the chances of what they do; headings do nothing."""
    trained, senses = head(HEAD), head(ABOUT)
    named = {hit.sentence for hit in reading.hits}
    found = []
    for one in of_sentences(reading):
        about = senses.chances(one.features)[YES] if one.index in named else None
        found.append(Acted(one.index, one.sentence, one.features, trained.chances(one.features), about))
    return tuple(found)

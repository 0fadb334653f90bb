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
HEAD = "acts"


@dataclass(frozen=True, slots=True)
class Acted:
    """A sentence of the reading with the chance of each act."""

    index: int
    sentence: Sentence
    features: Features
    chances: dict[str, float]

    @property
    def something(self) -> float:
        """The chance that it does anything at all."""
        return 1.0 - self.chances[NOTHING]


def acts(reading: Reading) -> tuple[Acted, ...]:
    """Return the sentences and rows of body and attachments with the chances of what they do; headings do nothing."""
    trained = head(HEAD)
    return tuple(
        Acted(one.index, one.sentence, one.features, trained.chances(one.features))
        for one in of_sentences(reading)
        if not one.sentence.heading
    )

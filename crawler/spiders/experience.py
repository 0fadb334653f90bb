"""What the archive knows of a source: its own healthy runs, those of its siblings, and lines that were kept before."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from archive.errors import DatabaseAway
from archive.store import announcements, runs
from crawler.account import Account
from crawler.chances import habits
from crawler.envelope import WINDOW, Envelope, learn
from crawler.sources import Source
from crawler.spiders.fetch import Stopped
from crawler.spiders.round import Round


@dataclass(kw_only=True, slots=True)
class Experience:
    """Looks up what healthy runs have taught; `known` are all sources of which the archive may have some."""

    round: Round
    known: Sequence[Source]
    _learnt: dict[str, Envelope] = field(default_factory=dict)

    def of(self, source: Source) -> Envelope:
        """Return what a source's healthy runs have in common, and what those of its siblings on the same platform have.

        A source that declares `learn_from` has been looked at and has its own way: only its own runs count. Nothing is
        known when the archive can not be read now.
        """
        with suppress(DatabaseAway, Stopped):
            own = self._of(source)
            if source.expect.learn_from is not None:
                return own
            siblings = [one for one in self.known if one.platform == source.platform and one.key != source.key]
            return replace(own, habits=habits(sums for one in siblings if (sums := self._of(one).sums)))
        return Envelope()

    def look_at_lines(self, account: Account) -> None:
        """Tell of lines that all pages of a visit have in common and that nothing kept before it has.

        Asked for a source only that has been visited before: what all first pages of a list say may be its custom.
        """
        if account.envelope.runs and (lines := account.furniture):
            with suppress(DatabaseAway, Stopped), self.round.read() as tx:
                account.furnished(line for line in sorted(lines) if not announcements.says(tx, line, account.began))

    def _of(self, source: Source) -> Envelope:
        if source.key not in self._learnt:
            with self.round.read() as tx:
                counted = runs.healthy(tx, source.key, WINDOW, since=source.expect.learn_from)
            self._learnt[source.key] = learn(counted)
        return self._learnt[source.key]

"""The commitment ledger in words, Chinese or English; quotations stay Chinese. Pure."""

from collections.abc import Iterator

from digest.edition import Language
from digest.ledger import Entry, Given, Ledger, Silence
from digest.wording import minute, say

NAMED = 3
"""Publishers of unknown sources that are named."""


def lines(language: Language, told: Ledger) -> Iterator[str]:
    """Give the lines of a ledger: how sure it is, then each directive with its answers, the silent ones named."""
    yield f"{told.meeting.id}  {told.meeting.title}"
    counts = {"n": len(told.entries), "answered": len(told.entries) - len(told.silent), "days": told.days}
    yield say(language, "ledger_head", **counts, when=minute(told.as_of))
    yield certainty(language, told.silence)
    for one in told.entries:
        yield ""
        yield f"{one.directive.id}  {one.directive.text}"
        yield f"    {_state(language, one, told)}"
        for given in one.answers:
            yield f"    {_answer(given)}"
            yield f"        「{' '.join(given.answer.quote.text.split())}」"
        for given in one.withdrawn:
            yield f"    {say(language, 'withdrawn')}{say(language, 'colon')}{_answer(given)}"


def certainty(language: Language, silence: Silence) -> str:
    """Return the one sentence on whether silence is proven, and from when on it is not."""
    if silence.proven:
        return say(language, "ledger_proven", n=silence.sources)
    if not silence.sources:
        return say(language, "no_sources")
    if not silence.unknown:
        return say(language, "ledger_unjudged", n=silence.unjudged)
    named = list(dict.fromkeys(one.publisher or one.source for one in silence.unknown))
    which = say(language, "and").join(named[:NAMED]) + ("…" if len(named) > NAMED else "")
    if silence.since is None:
        return say(language, "ledger_never", n=len(silence.unknown), which=which)
    return say(language, "ledger_unknown", n=len(silence.unknown), which=which, since=minute(silence.since))


def silent(language: Language, days: int, withdrawn: int) -> str:
    """Return how long a directive has had no answer, and how many were withdrawn."""
    said = say(language, "silent_days", n=days)
    return said + (say(language, "comma") + say(language, "had_answers", n=withdrawn) if withdrawn else "")


def _state(language: Language, entry: Entry, told: Ledger) -> str:
    if not entry.answers:
        sure = say(language, "silence_sure" if told.silence.proven else "silence_unsure")
        return f"{silent(language, told.days, len(entry.withdrawn))} ({sure})"
    first, latest = entry.answers[0].answer, entry.answers[-1].answer
    values = {"first": first.day, "latest": latest.day, "ago": told.days_since(latest.day)}
    return say(language, "answered", n=len(entry.answers), bodies=bodies(language, entry), **values)


def bodies(language: Language, entry: Entry) -> str:
    """Return who has answered a directive, with the numbers of their answers."""
    counted = entry.bodies.items()
    return say(language, "and").join(f"{issuer or say(language, 'unknown_issuer')} {n}" for issuer, n in counted)


def _answer(given: Given) -> str:
    one = given.answer
    copies = f" (+{len(given.copies)})" if given.copies else ""
    return f"{one.day}  {one.id}  {one.score:.2f}  {one.issuer or '–'}  {one.title}{copies}"

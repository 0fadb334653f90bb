"""What crawler and digest lend the pages of `zswatch serve` (see `archive.web.rooms`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from archive.config import Settings, nearest
from archive.errors import NotFound
from archive.records import Announcement, Meeting
from archive.store import Tx, citations
from archive.store import meetings as imported
from archive.web.rooms import Card, Chart, Rooms
from archive.web.words import Language

if TYPE_CHECKING:
    from crawler.sources import Source


def rooms(settings: Settings) -> Rooms:
    """Return the rooms over these settings; the declarations of sources are read once, and faulty ones raise here."""
    from crawler.sources import choose, load

    known = load(settings.crawler.sources_dir)
    disabled = {one.key for one in choose(known, settings.crawler.disabled)} if settings.crawler.disabled else set()
    active = [one for one in known.values() if one.enabled and one.key not in disabled]
    cards = tuple(_card(one, disabled=one.key in disabled) for one in known.values())
    return Rooms(
        meetings=_meetings,
        ledger=lambda tx, meeting, as_of: _ledger(tx, settings, active, meeting, as_of),
        chart=_chart,
        account=lambda tx, found: _account(tx, settings, found),
        catalogue=lambda: cards,
    )


def _meetings(tx: Tx) -> list[Meeting]:
    """Return every meeting, the newest first; an imported one stands in the place of the program's own."""
    from digest.meetings import shipped

    known = shipped() | {one.id: one for one in imported.every(tx)}
    return sorted(known.values(), key=lambda one: (one.date, one.id), reverse=True)


def _meeting(tx: Tx, meeting: str) -> Meeting:
    known = {one.id: one for one in _meetings(tx)}
    if meeting not in known:
        raise NotFound(f"no meeting {meeting}{nearest(meeting, known)}")
    return known[meeting]


def _ledger(tx: Tx, settings: Settings, sources: "Sequence[Source]", meeting: str, as_of: datetime) -> dict[str, Any]:
    from digest.ledger import document
    from digest.run import ledger_of

    return document(ledger_of(tx, settings, _meeting(tx, meeting), as_of, sources))


def _chart(tx: Tx, meeting: str, as_of: datetime, language: Language) -> Chart:
    from archive.store import answers
    from digest.charts import timeline
    from digest.trends import month_name, trends
    from digest.wording import theme_name

    found = _meeting(tx, meeting)
    told = trends(answers.given(tx, as_of, [found.id]), [found], as_of)
    drawn = timeline(told, language)
    return Chart(
        title=drawn.title,
        note=drawn.note,
        months=tuple(month_name(one) for one in told.months),
        rows=tuple((one.theme, theme_name(language, one.theme, one.name or None), one.counts) for one in told.themes),
        picture=drawn.png,
        size=drawn.shown,
    )


def _account(tx: Tx, settings: Settings, found: Announcement) -> dict[str, Any]:
    from archive.export import cited, link
    from digest.policies import Policies
    from digest.verdicts import account_of, meetings_in_force

    compared = meetings_in_force(settings, tx)
    policies = Policies(tx).named_by(tx, found, compared)
    chain = citations.chain(tx, found.id, citations.origins(tx, compared))
    cites = citations.of(tx, found.id, found.revision)
    told = account_of(found, compared, policies)
    return told | {"citations": [cited(one) for one in cites], "chain": [link(one) for one in chain]}


def _card(one: "Source", *, disabled: bool) -> Card:
    why = "disabled in the settings" if one.enabled and disabled else one.paused_because
    return Card(
        key=one.key,
        publisher=one.publisher,
        column=one.column,
        platform=one.platform,
        start_urls=(one.start_url,),
        hosts=one.hosts,
        enabled=one.enabled and not disabled,
        paused_because=why,
        quiet_days=one.expect.quiet_days,
    )

"""What the templates of an edition can say and ask: its words in its language, its links, its parts."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from digest import basis, glance, ledger, ledger_lines
from digest import view as views
from digest.charts import charts
from digest.comparisons import Comparison
from digest.edition import Edit, Edition, Item, Line
from digest.ledger import Entry, Ledger
from digest.novelty import Novelty
from digest.printable import linkable
from digest.telling import comparison_line, novelty_line, offer_line
from digest.view import View
from digest.wording import long_date, say

FILES_SHOWN = 6


def context(shown: View) -> dict[str, Any]:
    """Return the names that the templates use; they hold nothing but the edition."""
    edition = shown.edition
    language = edition.language
    beside = {id(item): place for place, item in enumerate(views.ranked(edition))}
    hosts, archive = edition.hosts, edition.archive
    return {
        "view": shown,
        "edition": edition,
        "lang": "zh-CN" if language == "zh" else "en",
        "subject": glance.subject(edition),
        "name": glance.title(edition),
        "dates": glance.days_of(edition)
        if edition.period
        else long_date(language, edition.date) + glance.late_mark(edition),
        "items_word": say(language, _ITEMS.get(edition.kind, "items")),
        "quiet": _quiet(edition),
        "not_yours": edition.reader.left_out if edition.reader and not edition.items else 0,
        "full_list": f"{archive}/search?edition={quote(edition.key)}" if archive else "",
        "since_day": _since(edition),
        "charts": charts(edition),
        "shown_alignments": views.ALIGNMENTS_SHOWN,
        "shown_edits": views.EDITS_SHOWN,
        "shown_files": FILES_SHOWN,
        "t": lambda phrase, **values: say(language, phrase, **values),
        "heading": lambda theme: glance.heading(edition, theme),
        "asked": lambda meeting, directive: views.asked(edition, meeting, directive),
        "linkable": lambda url: linkable(url, hosts, archive),
        "copy_of": lambda line: copy_of(edition, line),
        "place_of": lambda item: beside[id(item)],
        "status_word": lambda state: views.status_word(edition, state),
        "day_of": lambda moment: views.day_of(moment, edition),
        "days_left": lambda deadline: views.days_left(deadline, edition),
        "offer_line": lambda item: offer_line(item.offer, language, edition.today, item.recognised),
        "comparison_line": lambda one: comparison_line(one, language),
        "plain_comparisons": _plain_comparisons,
        "novelty_line": lambda one: _novelty_line(edition, one),
        "part_of": lambda edit: _label(edition, edit.part, edit.name),
        "gone": gone,
        "come": come,
        "silent": lambda gap: ledger_lines.silent(language, gap.days, gap.withdrawn),
        "row_of": lambda told, entry: ledger.row(entry, told),
        "bodies_of": lambda entry: ledger_lines.bodies(language, entry),
        "silence_of": lambda told, entry: _silence_of(edition, told, entry),
        "basis": lambda item: basis.words(language, item.chain),
        "place": lambda item, part: _place(edition, item, part),
    }


def _long_day(edition: Edition) -> str:
    return long_date(edition.language, edition.date) + glance.late_mark(edition)


_ITEMS = {glance.WEEKLY: "items_weekly", glance.IMMEDIATE: "items_immediate"}


def copy_of(edition: Edition, line: Line) -> str:
    """Return the address of the archive's page of an announcement, empty when readers can not reach the archive."""
    return f"{edition.archive}/announcements/{quote(line.id, safe='')}" if edition.archive else ""


def gone(edit: Edit) -> str:
    """Return the words that an edit took away."""
    return edit.old[edit.before : len(edit.old) - edit.after]


def come(edit: Edit) -> str:
    """Return the words that an edit brought."""
    return edit.new[edit.before : len(edit.new) - edit.after]


def _quiet(edition: Edition) -> str:
    """Return how many announcements were edited, by what changed, and how many were withdrawn; empty for none."""
    language, parts = edition.language, []
    if edition.changes:
        kinds = (f"{say(language, f'kind_{kind}')} {n}" for kind, n in glance.edits(edition))
        parts.append(say(language, "edits_by_kind", n=len(edition.changes), kinds=say(language, "and").join(kinds)))
    if edition.withdrawn:
        parts.append(say(language, "gone_count", n=len(edition.withdrawn)))
    return say(language, "semicolon").join(parts)


def _since(edition: Edition) -> date:
    """Return the first day of publication among the new items."""
    return min((item.line.published.date() for item in edition.items if item.line.published), default=edition.date)


def _plain_comparisons(item: Item) -> Sequence[Comparison]:
    """Return the comparisons that are not told as something new."""
    told = [one.comparison for one in item.novelties]
    return [one for one in item.comparisons if one not in told][: views.COMPARISONS_SHOWN]


def _novelty_line(edition: Edition, one: Novelty) -> str:
    name = views.asked(edition, one.meeting, one.directive) if one.directive else ""
    return novelty_line(one, edition.language, name)


def _silence_of(edition: Edition, told: Ledger, entry: Entry) -> str:
    """Return for how long a directive has had no answer: since the last one, else since the meeting.

    In few words, for a narrow column; that there was no answer at all stands in the columns beside it.
    """
    language = edition.language
    if entry.answers:
        return say(language, "days", n=told.days_since(entry.answers[-1].answer.day))
    gone = say(language, "had_answers", n=len(entry.withdrawn)) if entry.withdrawn else ""
    return say(language, "comma").join(one for one in (say(language, "days", n=told.days), gone) if one)


def _place(edition: Edition, item: Item, part: str) -> str:
    """Return where a quotation stands: title, body, or the attachment by its name, marked when it was recognised."""
    if part.startswith("attachment:"):
        mark = say(edition.language, "recognised") if part in item.recognised else ""
        return f"{mark} {_label(edition, 'attachment', item.names.get(part, ''))}".strip()
    return _label(edition, part, "")


def _label(edition: Edition, part: str, name: str) -> str:
    """Return what a part is called; an attachment whose name says already that it is one goes by its name."""
    if name.startswith("附件"):
        return name
    return f"{say(edition.language, f'part_{part}')} {name}".strip()

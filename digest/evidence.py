"""The guard of quotations: a span must carry exactly the words it claims, in both texts."""

from archive.errors import BadEvidence
from archive.records import Alignment, Announcement, Meeting


def check(announcement: Announcement, alignment: Alignment, meeting: Meeting) -> None:
    """Raise BadEvidence unless both quotations of an alignment are the slices that they name.

    The announcement's span must be of the revision given and lie within one paragraph; the meeting's span must lie
    inside the directive that the alignment names, and the theme must be the directive's.
    """
    where = f"{announcement.id} revision {announcement.revision}, {alignment.directive}"
    for fault in (_announcement_fault(announcement, alignment), _meeting_fault(alignment, meeting)):
        if fault:
            raise BadEvidence(f"{where}: {fault}")


def sound(announcement: Announcement, alignment: Alignment, meeting: Meeting) -> bool:
    """Return whether `check` has nothing to say."""
    try:
        check(announcement, alignment, meeting)
    except BadEvidence:
        return False
    return True


def _announcement_fault(announcement: Announcement, alignment: Alignment) -> str:
    quote = alignment.announcement_quote
    if quote.revision != announcement.revision:
        return f"quoted from revision {quote.revision}, expected {announcement.revision}"
    stored = announcement.part(quote.part)
    if stored is None:
        return f"quoted from {quote.part!r}, which has no text"
    if not quote.text.strip() or not 0 <= quote.start < quote.end <= len(stored):
        return f"{quote.part} {quote.start}:{quote.end} is no span of {len(stored)} characters"
    if stored[quote.start : quote.end] != quote.text:
        return f"{quote.part} {quote.start}:{quote.end} is {stored[quote.start : quote.end]!r}, expected {quote.text!r}"
    return "the quotation runs over two paragraphs" if "\n" in quote.text else ""


def _meeting_fault(alignment: Alignment, meeting: Meeting) -> str:
    quote = alignment.directive_quote
    if alignment.meeting != meeting.id:
        return f"aligned with meeting {alignment.meeting}, expected {meeting.id}"
    directive = meeting.directive(alignment.directive)
    if directive is None:
        return f"meeting {meeting.id} has no directive {alignment.directive}"
    if directive.theme != alignment.theme:
        return f"theme {alignment.theme}, expected {directive.theme}"
    if not quote.text.strip() or not directive.start <= quote.start < quote.end <= directive.end:
        return f"directive quotation {quote.start}:{quote.end} is not inside {directive.start}:{directive.end}"
    if meeting.text[quote.start : quote.end] != quote.text:
        return f"the meeting's {quote.start}:{quote.end} is not {quote.text!r}"
    return ""

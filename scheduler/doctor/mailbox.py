"""The mailbox to which mails come back: logged in to and counted, nothing is read or marked."""

from collections.abc import Iterator

from scheduler.doctor.finding import Finding, Installation, well

NAME = "returned mails"


def look(it: Installation) -> Iterator[Finding]:
    """Log in and count unread mails. Raises TryLater and WrongSettings, which are told."""
    from digest import mailbox

    box = it.settings.bounces
    if not box.host:
        yield well(NAME, "no mailbox is set; mails that come back are not counted")
        return
    found = mailbox.unread(box)
    yield well(NAME, f"{box.host}:{box.port}: logged in as {box.user}, {found} unread in {box.folder}")

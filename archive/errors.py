"""The errors of the house, named by what the reader of the message should do.

    WatchError                     anything expected; one line, exit code 1
    ├── WrongUse                   the command or the configuration is wrong; exit code 2
    │   └── WrongSettings          a settings or source file is wrong: names the file, the key and the nearest known key
    ├── NotFound                   the archive has no such announcement, meeting or edition
    ├── TryLater                   the other side is away or busy; the same call may work later
    │   ├── Busy                   another process of ours has it for itself at the moment
    │   └── DatabaseAway           the database can not be opened or reached
    │       └── TookTooLong        a question was given up: it took longer than a reader may wait
    ├── Refused                    the other side answered no; trying again does not help
    │   ├── Challenged             a firewall or captcha page stood where the page should be
    │   └── Gone                   the page was taken down, or a "not found" page stands in its place
    ├── PageChanged                a page does not look as declared; the reader must be mended
    └── BadEvidence                a span does not carry the words it claims; must not be written or sent

Foreign errors are mapped to these once, at the border where they come in. None of them carries a secret that is known
(see `archive.secrets`), whatever the other side said.
"""

from collections.abc import Callable

_cleanse: list[Callable[[str], str]] = []


def cleansing(cleanse: Callable[[str], str]) -> None:
    """Have every text of an error from now on go through a function that takes out what must not be told."""
    _cleanse[:] = [cleanse]


class WatchError(Exception):
    """An expected failure: its text is one line that names the thing and what was expected."""

    exit_code = 1

    def __init__(self, *words: object) -> None:
        super().__init__(*(_clean(one) if isinstance(one, str) else one for one in words))


def _clean(text: str) -> str:
    for cleanse in _cleanse:
        text = cleanse(text)
    return text


class WrongUse(WatchError):
    """The command line or the configuration is wrong."""

    exit_code = 2


class WrongSettings(WrongUse):
    """A settings or source file can not be used as it stands."""


class NotFound(WatchError):
    """The archive does not hold what was asked for."""


class TryLater(WatchError):
    """The other side is away or busy."""


class Busy(TryLater):
    """Another process of this program has for itself, at the moment, what only one can have."""


class DatabaseAway(TryLater):
    """The database can not be opened or reached."""


class TookTooLong(DatabaseAway):
    """The database gave up a statement that took longer than its reader may wait."""


class Refused(WatchError):
    """The other side said no for good."""


class Challenged(Refused):
    """A challenge page (firewall, captcha) was served in place of the content."""


class Gone(Refused):
    """The page was taken down; the server may still answer 200 with a page that says so."""


class PageChanged(WatchError):
    """A page does not have the shape that its source declares."""


class BadEvidence(WatchError):
    """A quotation does not equal the slice of stored text that it names."""

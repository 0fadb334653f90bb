"""The ways a mail can leave the house; each knows nothing of the others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from archive.config import Settings
from archive.records import Mail
from digest.channels import folder, smtp


class Post(Protocol):
    """An open way out."""

    @property
    def broken(self) -> bool:
        """Whether it has to be opened again before the next mail."""

    def send(self, mail: Mail) -> None:
        """Hand over one mail. Raises Refused when this mail will never be taken, TryLater when it may be later."""


OPENERS: dict[str, Callable[[Settings], AbstractContextManager[Post]]] = {"folder": folder.opened, "smtp": smtp.opened}
"""By the name of `mail.channel`. Opening raises TryLater when nothing can be sent now, whatever the recipient."""

"""The ways a message can leave the house; each knows nothing of the others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from archive.config import Settings
from archive.records import Mail
from digest.channels import dingtalk, feishu, folder, smtp, webhook, wecom


class Post(Protocol):
    """An open way out."""

    @property
    def broken(self) -> bool:
        """Whether it has to be opened again before the next mail."""

    def send(self, mail: Mail) -> None:
        """Hand over one mail. Raises Refused when this mail will never be taken, TryLater when it may be later."""


OPENERS: dict[str, Callable[[Settings], AbstractContextManager[Post]]] = {
    "folder": folder.opened,
    "smtp": smtp.opened,
    "wecom": wecom.opened,
    "dingtalk": dingtalk.opened,
    "feishu": feishu.opened,
    "webhook": webhook.opened,
}
"""By the name of a message's channel. Opening raises TryLater when nothing can be sent now, whatever the recipient,
and WrongSettings; sending raises WrongSettings when what it needs for this recipient is not declared."""

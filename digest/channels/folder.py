"""The channel that writes mails as files: for trying out, and for another program to take over."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.config import Settings
from archive.errors import TryLater
from archive.records import Mail


class Folder:
    """Writes each mail to a file named after its message id; sending it again writes the same file again."""

    broken = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: Mail) -> None:
        """Write the mail; a reader of the folder sees all of it or nothing. Raises TryLater when it can not."""
        target = self.folder / f"{_name(mail.message_id)}.eml"
        passing = target.with_suffix(f".{os.getpid()}.part")
        try:
            with passing.open("wb") as file:
                file.write(mail.message)
                file.flush()
                os.fsync(file.fileno())
            passing.replace(target)
        except OSError as error:
            with suppress(OSError):
                passing.unlink()
            raise TryLater(f"{target}: {error.strerror}") from None


@contextmanager
def opened(settings: Settings) -> Iterator[Folder]:
    """Give the folder `mail.folder` (default `mail` in the data folder); raises TryLater when it can not be made."""
    folder = settings.mail.folder or settings.data_dir / "mail"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TryLater(f"{folder}: {error.strerror}") from None
    yield Folder(folder)


def _name(message_id: str) -> str:
    """Return the part of the id before the host, without anything that could lead out of the folder."""
    return re.sub(r"[^A-Za-z0-9.-]", "_", message_id.strip("<>").partition("@")[0]).lstrip(".")

"""An edition as files: as it would be sent to somebody, and as it was."""

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from archive.config import Settings
from archive.errors import NotFound, WrongUse
from archive.records import Mail, StoredEdition
from archive.store import Archive, Tx, editions, outbox
from digest import editions as issues
from digest import message
from digest.audience import Addressee, anybody, named
from digest.edition import DAILY
from digest.selection import Selection
from digest.sending import Written, edition_day, issue_of, moment_of, written
from digest.states import Source
from digest.verdicts import judge_new
from digest.wording import say


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What somebody would get: the files that it was written to, and why each thing is or is not in it.

    `edition_key` is empty when nothing would be sent. `queued` says that the message has been queued already.
    """

    edition_key: str
    to: str
    queued: bool
    files: tuple[Path, ...]
    why: tuple[str, ...]
    verdicts: tuple[dict[str, Any], ...]

    def document(self) -> dict[str, Any]:
        """Return the preview as `digest preview --json` prints it (docs/schemas/preview.schema.json)."""
        return {
            "edition": self.edition_key,
            "to": self.to,
            "queued": self.queued,
            "files": [str(one) for one in self.files],
            "verdicts": list(self.verdicts),
        }


def preview(
    archive: Archive,
    settings: Settings,
    day: date,
    out: Path,
    *,
    sources: Iterable[Source],
    to: str | None = None,
    kind: str = DAILY,
    now: datetime | None = None,
) -> Preview:
    """Write the edition of a kind and day to files, as a recipient gets it or, composed now, would get it.

    The message is byte for byte what `send` queues at that moment, or what it has queued. Nothing is sent or marked as
    told. `sources` are all enabled sources. Raises WrongUse for a name that is neither subscriber nor address.
    """
    moment, day = moment_of(day, now), edition_day(kind, day)
    judge_new(archive, settings, moment)
    with archive.read() as tx:
        one = _addressee(tx, settings, to)
        issue = issue_of(tx, settings, kind, day, sources, moment)
        if issue is None:
            return Preview(edition_key="", to=one.name or one.address, queued=False, files=(), why=(), verdicts=())
        (letter,) = written(tx, settings, issue, [one], everything=True)
        mails = [mail for key in issue.keys for mail in outbox.of_edition(tx, key)]
        stored = issue.stored(one.language) if one.subscriber is None else issues.stored(letter.edition, letter.pages)
    queued = next((mail for mail in mails if (mail.subscriber, mail.recipient) == (one.name, one.address)), None)
    why = _why(letter)
    files = write(out, stored, (queued.message if queued else b"") or letter.message, one.channel)
    if why:
        files.append(_written(out, "why.txt", ("\n".join(why) + "\n").encode()))
    return Preview(
        edition_key=letter.edition.key if letter.tells else "",
        to=one.name or one.address,
        queued=queued is not None,
        files=tuple(files),
        why=tuple(why),
        verdicts=tuple(_verdicts(letter.selection)),
    )


def replay(
    archive: Archive, settings: Settings, day: date, out: Path, *, kind: str = DAILY, to: str = "", key: str = ""
) -> tuple[list[Path], tuple[str, ...]]:
    """Write a stored edition again, byte for byte; return the files and the keys of the editions that correct it.

    Its message is the very one that was queued for `to`, a subscriber's name or an address; without, the first one that
    was queued. Of several editions of a day the last one is written, unless a key names another.
    Raises NotFound when no such edition is stored, or nothing was queued for whom it is asked.
    """
    with archive.read() as tx:
        kept = _kept(tx, edition_day(kind, day), kind, key)
        mails = _mails(tx, kept.key)
        mail = _mail_to(mails, to) if to else next(iter(mails), None)
        if to and mail is None:
            raise NotFound(f"{kept.key}: nothing was queued for {to}")
        stored = kept if mail is None else (editions.get(tx, mail.edition_key) or kept)
        corrections = tuple(one.key for one in issues.corrections_of(tx, issues.house_key(kept.key)))
    # An edition without any mail is shown as its mail to the sender would have been.
    if mail is not None and not mail.message:
        raise NotFound(f"{kept.key}: the message to {mail.recipient} is not kept any longer (retention.messages_days)")
    content = mail.message if mail else _unsent(settings, stored)
    return write(out, stored, content, mail.channel if mail else settings.mail.channel), corrections


def listed(archive: Archive, limit: int | None = None) -> list[dict[str, Any]]:
    """Return the stored editions, the newest first, as `digest list --json` prints them."""
    with archive.read() as tx:
        return [_listed(tx, one) for one in editions.every(tx, limit)]


def _listed(tx: Tx, one: StoredEdition) -> dict[str, Any]:
    return {
        "key": one.key,
        "kind": one.kind,
        "date": one.date.isoformat(),
        "language": one.language,
        "composed_at": one.composed_at.isoformat(),
        "subject": one.subject,
        "corrects": one.corrects,
        "corrected_by": [each.key for each in issues.corrections_of(tx, one.key)],
        "mails": dict(outbox.counts_of(tx, one.key)),
    }


def _unsent(settings: Settings, edition: StoredEdition) -> bytes:
    to = next(iter(settings.mail.to), settings.mail.sender)
    built = message.build(edition, recipient=to, sender=settings.mail.sender, sender_name=settings.mail.sender_name)
    return built.as_bytes()


def _addressee(tx: Tx, settings: Settings, to: str | None) -> Addressee:
    return named(tx, settings, to) if to else anybody(tx, settings, next(iter(settings.mail.to), settings.mail.sender))


def _kept(tx: Tx, day: date, kind: str, key: str) -> StoredEdition:
    if key:
        found = [one for one in [editions.get(tx, key)] if one]
    else:
        found = [one for one in editions.on(tx, day, kind) if one.key == issues.house_key(one.key)]
    if not found:
        raise NotFound(f"no {kind} edition of {day} is stored" if not key else f"no edition {key} is stored")
    return found[-1]


def _mails(tx: Tx, key: str) -> list[Mail]:
    keys = [key, *(f"{key}-{one}" for one in issues.LANGUAGES)]
    return [mail for each in keys for mail in outbox.of_edition(tx, each)]


def _mail_to(mails: Sequence[Mail], to: str) -> Mail | None:
    by_name = (one for one in mails if one.subscriber == to)
    by_address = (one for one in mails if one.recipient.casefold() == to.casefold())
    return next(by_name, None) or next(by_address, None)


def _verdicts(selection: Selection | None) -> list[dict[str, Any]]:
    if selection is None:
        return []
    names = ("id", "title", "kind", "included", "why")
    return [{name: getattr(one, name) for name in names} for one in selection.verdicts]


def _why(letter: Written) -> list[str]:
    if letter.selection is None:
        return []
    marks, verdicts = {True: "+", False: "-"}, letter.selection.verdicts
    if not verdicts:
        return [say(letter.edition.language, "nothing_weighed")]
    return [f"{marks[one.included]} {one.id} [{one.kind}] {' '.join(one.title.split())}: {one.why}" for one in verdicts]


def write(out: Path, edition: StoredEdition, message: bytes, channel: str) -> list[Path]:
    """Write an edition and its message into a folder, which is made; raises WrongUse when that can not be done."""
    name = "edition.eml" if channel in {"folder", "smtp"} else "message.json"
    contents = {
        "edition.html": edition.html.encode(),
        "edition.txt": edition.text.encode(),
        name: message,
        "edition.json": (json.dumps(edition.content, ensure_ascii=False, indent=2) + "\n").encode(),
    }
    return [_written(out, name, content) for name, content in contents.items()]


def _written(out: Path, name: str, content: bytes) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
        part = out / f".{name}.{os.getpid()}.part"  # so that nobody ever finds half of it under its name
        try:
            part.write_bytes(content)
            part.replace(out / name)
        finally:
            with suppress(OSError):
                part.unlink()
    except OSError as error:
        raise WrongUse(f"--out {out}: {error.strerror}") from None
    return out / name

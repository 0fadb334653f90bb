"""An edition as a mail to one recipient: the same bytes whenever it is built."""

import hashlib
import re
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from archive.errors import WrongUse
from archive.records import StoredEdition

LIST_NAME = "Zhongshan Watch"
# Not the sender's host: the id of a mail must stay the same when the sender's address is changed between attempts.
ID_HOST = "digest.zswatch.local"
_ADDRESS = re.compile(r"[!-~]+@[!-~]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def build(edition: StoredEdition, *, recipient: str, sender: str, sender_name: str) -> EmailMessage:
    """Return the mail that carries an edition to a recipient: plain text and page, dated when it was composed.

    Raises WrongUse when an address is not one.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _CONTROL.sub(" ", edition.subject)
    message["From"] = Address(display_name=_CONTROL.sub(" ", sender_name), addr_spec=address(sender))
    message["To"] = Address(addr_spec=address(recipient))
    message["Date"] = format_datetime(edition.composed_at)
    message["Message-ID"] = message_id(edition, recipient)
    message["List-Id"] = f"{LIST_NAME} <{_safe(edition.kind)}.{ID_HOST}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "zh-CN" if edition.language == "zh" else "en, zh-CN"
    message.set_content(edition.text, charset="utf-8", cte="base64")
    message.add_alternative(edition.html, subtype="html", charset="utf-8", cte="base64")
    # A random boundary would make two buildings of the same mail differ.
    message.set_boundary(f"=_zswatch_{_digest(edition.key, recipient)}")
    return message


def message_id(edition: StoredEdition, recipient: str) -> str:
    """Return the id of the mail: it depends on the edition and the recipient only."""
    return f"<{_safe(edition.key)}.{_digest(edition.key, edition.composed_at.isoformat(), recipient)}@{ID_HOST}>"


def address(stated: str) -> str:
    """Return an address with its host in lower case; raises WrongUse when it is not `someone@host` in ASCII."""
    wrong = WrongUse(f"{stated!r} is not a mail address such as name@example.org")
    if not _ADDRESS.fullmatch(stated):
        raise wrong
    try:
        parsed = Address(addr_spec=stated)
    except (HeaderParseError, MessageError, ValueError, IndexError):
        raise wrong from None
    return f"{parsed.username}@{parsed.domain.lower()}"


def _digest(*parts: str) -> str:
    words = "\n".join(part.casefold() for part in parts)
    return hashlib.sha256(words.encode()).hexdigest()[:24]


def _safe(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "-", key)

"""A program that takes the digest: JSON, signed as Standard Webhooks say (headers webhook-id, -timestamp, -signature).

The signature is HMAC-SHA256 over `id.timestamp.body`, in base64 after `v1,`. The id stays the same however often a
message is sent, so that who has taken it before can tell.
"""

import base64
import binascii
import hashlib
import hmac
from contextlib import AbstractContextManager
from datetime import datetime
from http import HTTPStatus

from archive.config import Settings
from archive.errors import Refused, TryLater, WrongSettings
from archive.records import Mail
from digest.channels import robots
from digest.channels.exchange import Answer
from digest.channels.robots import JSON, Request, Robots

PREFIX = "whsec_"
SHORTEST = 16
"""Bytes of a secret."""
FOR_GOOD = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.GONE,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


def opened(settings: Settings) -> AbstractContextManager[Robots]:
    """Give the way to webhooks."""
    return robots.opened(settings, "webhook", ask, judge)


def ask(url: str, secret: str, mail: Mail, moment: datetime) -> Request:
    """Return the request for a message, which is its body, with the headers that prove where it comes from."""
    name, timestamp = mail.message_id.strip("<>"), int(moment.timestamp())
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature(secret, name, timestamp, mail.message)}",
        "Idempotency-Key": name,
    }
    return Request(url=url, body=mail.message, headers=JSON | headers)


def signature(secret: str, name: str, timestamp: int, body: bytes) -> str:
    """Return the signature in base64; raises WrongSettings when the secret is none."""
    made = hmac.new(_key(secret), f"{name}.{timestamp}.".encode() + body, hashlib.sha256)
    return base64.b64encode(made.digest()).decode()


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True) if secret.startswith(PREFIX) else b""
    except binascii.Error:
        key = b""
    if len(key) < SHORTEST:
        raise WrongSettings(
            f"robots.secret_file: a webhook's secret is {PREFIX} and {SHORTEST} bytes or more in base64"
        )
    return key


def judge(answer: Answer) -> None:
    """Read the status; what the program says beyond that is told to a person only."""
    status = answer.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    said = f"{status} {answer.words}".strip()
    if status in FOR_GOOD:
        raise Refused(said)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in BUSY:
        raise TryLater(f"{robots.MEND}{said}")
    raise TryLater(said)

"""Feishu 飞书: the robot of a group. With a secret each message carries a signature.

Protocol: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot. The signature is not DingTalk's: moment and secret
are the key there, and the message that is signed is empty.
"""

import base64
import hashlib
import hmac
import json
from contextlib import AbstractContextManager
from datetime import datetime

from archive.config import Settings
from archive.errors import TryLater
from archive.records import Mail
from digest.channels import robots
from digest.channels.exchange import Answer
from digest.channels.robots import Request, Robots

BAD_REQUEST = 9499
"""Said of a message that is wrong, and of too many messages; only its words tell."""
MEND = {
    19001: "the robot's address is not valid",
    19007: "the robot is stopped",
    19021: "the signature is refused: look at the secret, and at this machine's clock",
    19022: "this machine's address is not on the robot's list",
    19024: "the robot wants a keyword that the message does not have",
}
CONTENT = {
    BAD_REQUEST: "the message is not as it should be",
    19002: "the message is not as it should be",
    19036: "the message is too long",
}


def opened(settings: Settings) -> AbstractContextManager[Robots]:
    """Give the way to Feishu's robots."""
    return robots.opened(settings, "feishu", ask, judge)


def ask(url: str, secret: str, mail: Mail, moment: datetime) -> Request:
    """Return the request for a message: its body, with moment and signature when there is a secret."""
    if not secret:
        return Request(url=url, body=mail.message)
    timestamp = int(moment.timestamp())
    signed = {"timestamp": str(timestamp), "sign": signature(secret, timestamp)} | json.loads(mail.message)
    return Request(url=url, body=json.dumps(signed, ensure_ascii=False).encode())


def signature(secret: str, timestamp: int) -> str:
    """Return the signature of a moment in seconds: HMAC-SHA256 over nothing, with both as the key, in base64."""
    made = hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256)
    return base64.b64encode(made.digest()).decode()


def judge(answer: Answer) -> None:
    """Read the answer: `{"code": 0, …}`, or `{"StatusCode": 0, …}` as it was once; the former wins where both stand."""
    stated = robots.document(answer)
    code = stated.get("code", stated.get("StatusCode"))
    said = stated.get("msg", stated.get("StatusMessage"))
    if code == BAD_REQUEST and "too many" in str(said):
        raise TryLater(f"{code} too many requests")
    robots.settle(answer, code, said, mend=MEND, content=CONTENT)

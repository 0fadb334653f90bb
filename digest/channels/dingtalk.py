"""DingTalk 钉钉: the robot of a group. With a secret the address is signed for each request.

Protocol: open.dingtalk.com/document/orgapp/custom-robots-send-group-messages and …/customize-robot-security-settings.
"""

import base64
import hashlib
import hmac
from contextlib import AbstractContextManager
from datetime import datetime
from urllib.parse import quote_plus

from archive.config import Settings
from archive.records import Mail
from digest.channels import robots
from digest.channels.exchange import Answer
from digest.channels.robots import Request, Robots

MEND = {
    300001: "the robot's address is not valid",
    300005: "the robot's address is not valid",
    310000: "the robot's own rules (keyword, signature and clock, or address of the sender) refuse the message",
    400013: "the group is gone",
    400101: "the robot's address is not valid",
    400102: "the robot is stopped",
}
CONTENT = {
    40035: "the message is not as it should be",
    43004: "the message is not as it should be",
    101002: "the message is too long",
    400105: "no such kind of message",
    430101: "a link in the message is not allowed",
    430102: "words in the message are not allowed",
    430103: "a picture in the message is not allowed",
    430104: "the message is not allowed",
    460101: "the message is too long",
}


def opened(settings: Settings) -> AbstractContextManager[Robots]:
    """Give the way to DingTalk's robots."""
    return robots.opened(settings, "dingtalk", ask, judge)


def ask(url: str, secret: str, mail: Mail, moment: datetime) -> Request:
    """Return the request for a message: its body, sent to an address that is signed when there is a secret."""
    if secret:
        timestamp = int(moment.timestamp() * 1000)
        url += f"{'&' if '?' in url else '?'}timestamp={timestamp}&sign={quote_plus(signature(secret, timestamp))}"
    return Request(url=url, body=mail.message)


def signature(secret: str, timestamp: int) -> str:
    """Return the signature of a moment in milliseconds: HMAC-SHA256 with the secret over both, in base64."""
    made = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(made.digest()).decode()


def judge(answer: Answer) -> None:
    """Read the answer: `{"errcode": 0, "errmsg": "ok"}` when the message was taken."""
    stated = robots.document(answer)
    robots.settle(answer, stated.get("errcode"), stated.get("errmsg"), mend=MEND, content=CONTENT)

"""WeCom 企业微信: the robot of a group. Its address holds its key; messages are not signed.

Protocol: developer.work.weixin.qq.com/document/path/91770; what its codes mean: …/path/90313.
"""

from contextlib import AbstractContextManager
from datetime import datetime

from archive.config import Settings
from archive.records import Mail
from digest.channels import robots
from digest.channels.exchange import Answer
from digest.channels.robots import Request, Robots

MEND = {93000: "the robot's address is not valid, or the robot was removed from its group", 93008: "not in the group"}
CONTENT = {
    40008: "no such kind of message",
    40058: "the message is too long or not as it should be",
    44004: "the message is empty",
    47001: "the message can not be read",
}


def opened(settings: Settings) -> AbstractContextManager[Robots]:
    """Give the way to WeCom's robots."""
    return robots.opened(settings, "wecom", ask, judge)


def ask(url: str, _secret: str, mail: Mail, _moment: datetime) -> Request:
    """Return the request for a message, which is its body."""
    return Request(url=url, body=mail.message)


def judge(answer: Answer) -> None:
    """Read the answer: `{"errcode": 0, "errmsg": "ok"}` when the message was taken."""
    stated = robots.document(answer)
    robots.settle(answer, stated.get("errcode"), stated.get("errmsg"), mend=MEND, content=CONTENT)

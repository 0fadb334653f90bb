"""What is said of each thing that can be wrong, in English for reports and in Chinese for mails. Pure."""

from datetime import datetime
from typing import Final, NamedTuple

from digest.printable import one_line

MOST = 400
"""Characters of what a site, a server or a command said."""


class Said(NamedTuple):
    """A sentence in both languages."""

    en: str
    zh: str


_WORDS: Final[dict[str, tuple[str, str]]] = {
    "leader.none": (
        "no service works on this archive; the last command of the plan began {when}",
        "没有服务在运行；计划中的上一个命令始于 {when}",
    ),
    "leader.lost": (
        "no service leads; {holder} was last heard of {when}",
        "没有主服务；{holder} 最后一次出现在 {when}",
    ),
    "disk": (
        "{free} MB of disk are free where the data are; below {least} MB what comes may be lost",
        "数据所在磁盘仅剩 {free} MB；低于 {least} MB 时新内容可能丢失",
    ),
    "archive": ("the maintenance of the archive found something: {why}", "档案维护发现问题：{why}"),
    "edition.none": ("no edition has been sent yet", "尚未发出过任何一期"),
    "edition.missing": ("no edition since {last}; one was due {due}", "{last} 之后没有发出日报；应于 {due} 发出"),
    "weekly.missing": (
        "no weekly edition since {last}; one was due {due}",
        "{last} 之后没有发出周报；应于 {due} 发出",
    ),
    "queue.stuck": (
        "{n} jobs wait in the queue {queue}, the oldest for {minutes} minutes: no worker takes them",
        "队列 {queue} 中有 {n} 个任务等待，最早的已等 {minutes} 分钟：没有工作进程处理",
    ),
    "queue.failed": (
        "{n} jobs of the queue {queue} were given up within a day",
        "一天内队列 {queue} 有 {n} 个任务最终失败",
    ),
    "queues.away": ("the queues can not be asked: {why}", "无法读取任务队列：{why}"),
    "mail.queued": (
        "{n} mails wait to be sent, the oldest since {when}, to {who}: {why}",
        "{n} 封邮件等待发送，最早的一封（致 {who}）自 {when} 起：{why}",
    ),
    "mail.refused": ("mails to {who} are refused: {why}", "发往 {who} 的邮件被拒收：{why}"),
    "source.never": ("{source}: never crawled", "{source}：从未采集"),
    "source.late": (
        "{source}: last crawled {last}; a crawl was due {due}",
        "{source}：上次采集于 {last}；应于 {due} 采集",
    ),
    "source.unwell": ("{source}: {status}: {why}", "{source}：{status}：{why}"),
    "source.quiet": ("{source}: {why}", "{source}：{why}"),
    "job": ("{job} failed {n} times in a row: {why}", "命令 {job} 连续失败 {n} 次：{why}"),
    "model": ("{why}", "语言模型无法使用：{why}"),
    "subscriber": (
        "subscriber {name} is suspended, mails came back: {why}",
        "订阅者 {name} 已暂停，邮件被退回：{why}",
    ),
}


def say(phrase: str, **values: object) -> Said:
    """Return a sentence with its values put in, what comes from outside in one line and bounded.

    An unknown phrase is a KeyError.
    """
    stated = {name: _shown(value) for name, value in values.items()}
    en, zh = _WORDS[phrase]
    return Said(en.format(**stated), zh.format(**stated))


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return one_line(value, MOST) if isinstance(value, str) else value

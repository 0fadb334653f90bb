"""What an alert says of one problem or of several of a kind, of their end, and of what to do. Pure."""

from typing import Final

from digest.edition import Language
from digest.wording import say as said_in_digests

_OPEN: Final[dict[str, tuple[str, str]]] = {
    "refused": ("发往 {n} 个地址的邮件被拒收", "Mails to {n} addresses are refused"),
    "late": ("{n} 个来源没有按计划采集", "{n} sources were not crawled as planned"),
    "source": ("{where} 的 {n} 个来源：{status}", "{n} sources at {where}: {status}"),
    "quiet": ("{n} 个来源长期没有新内容", "{n} sources have been silent for longer than is normal"),
    "subscriber": ("{n} 位订阅者因退信被暂停", "{n} subscribers are suspended, mails came back"),
    "job": ("{n} 个命令连续失败", "{n} commands keep failing"),
}
"""Of several; of one its own sentence is told."""
_OVER: Final[dict[str, tuple[str, str]]] = {
    "leader": ("服务已恢复运行", "A service leads again"),
    "disk": ("磁盘空间已恢复", "There is room on the disk again"),
    "archive": ("一周来档案维护没有再发现问题", "The maintenance of the archive has found nothing for a week"),
    "edition:daily": ("日报已发出", "The daily edition is out"),
    "edition:weekly": ("周报已发出", "The weekly edition is out"),
    "queue": ("任务队列恢复正常", "The queues are well again"),
    "queued": ("邮件已能发出", "Mails go out again"),
    "refused": ("发往 {n} 个地址的邮件已能送达", "Mails to {n} addresses arrive again, or are no longer sent"),
    "late": ("{n} 个来源已恢复按计划采集", "{n} sources are crawled as planned again"),
    "source": ("{where} 的 {n} 个来源已恢复正常", "{n} sources at {where} are well again"),
    "quiet": ("{n} 个来源又有新内容", "{n} sources publish again"),
    "subscriber": ("{n} 位订阅者不再暂停", "{n} subscribers are no longer suspended"),
    "job": ("{n} 个命令恢复正常", "{n} commands work again"),
    "model": ("语言模型可以使用", "The language model can be used again"),
}
_OVER_ONE: Final[dict[str, tuple[str, str]]] = {
    "refused": ("发往 {name} 的邮件已能送达", "Mails to {name} arrive again, or are no longer sent"),
    "late": ("{name} 已恢复按计划采集", "{name} is crawled as planned again"),
    "source": ("{name} 已恢复正常", "{name} is well again"),
    "quiet": ("{name} 又有新内容", "{name} publishes again"),
    "subscriber": ("订阅者 {name} 不再暂停", "Subscriber {name} is no longer suspended"),
    "job": ("命令 {name} 恢复正常", "The command {name} works again"),
}
_ADVICE: Final[dict[str, tuple[str, str]]] = {
    "leader": (
        "看 systemctl status zswatch 和 DATA_DIR/logs；用 systemctl start zswatch（或 zswatch run）启动。",
        "See `systemctl status zswatch` and DATA_DIR/logs; start it: `systemctl start zswatch`, or `zswatch run`.",
    ),
    "disk": (
        "清理磁盘或换更大的磁盘；zswatch archive tidy 可按 [retention] 清理。",
        "Make room or move to a larger disk; `zswatch archive tidy` lets go of what [retention] says.",
    ),
    "archive": (
        "运行 zswatch archive check：每个问题都附有处理办法。",
        "Run `zswatch archive check`: it tells what to do about each fault.",
    ),
    "edition": (
        "看 zswatch status 和 DATA_DIR/logs；可手工运行 zswatch digest send --date 日期，不会重复发送。",
        "See `zswatch status` and DATA_DIR/logs; `zswatch digest send --date DAY` by hand sends nothing twice.",
    ),
    "queue": (
        "看 zswatch status 中的 worker，在各机器上启动 zswatch worker，并看其日志。",
        "See the workers in `zswatch status`, start `zswatch worker` where they should be, and see their logs.",
    ),
    "queued": (
        "检查 [mail] 的服务器、登录和网络；邮件保留在队列中，恢复后自动发出。",
        "Check server, login and network of [mail]; the mails stay queued and go out when it works again.",
    ),
    "refused": (
        "核对地址；改正后用 zswatch digest send --to 地址 重发。",
        "Check the address; once it is right, `zswatch digest send --to ADDRESS` sends again.",
    ),
    "late": (
        "看服务是否运行（zswatch status），以及采集是否超时（[schedule] crawl_limit_minutes）。",
        "See whether the service works (`zswatch status`) and whether crawls run out of time (crawl_limit_minutes).",
    ),
    "source": (
        "在浏览器中打开该网站；能打开而这里失败时运行 zswatch crawl 来源，并看手册“来源变了”。",
        "Open the site in a browser; if it works there, run `zswatch crawl SOURCE` and see the runbook.",
    ),
    "quiet": (
        "打开列表页，看栏目是否搬走或停用。",
        "Open the list: the column may have been moved or given up.",
    ),
    "subscriber": (
        "联系订阅者；地址改正后运行 zswatch subscribers resume。",
        "Ask the subscriber; once the address is right, `zswatch subscribers resume`.",
    ),
    "job": ("看 DATA_DIR/logs 中该命令的日志。", "See the log of the command in DATA_DIR/logs."),
    "model": ("检查 [model] 的设置；没有模型时摘要照常生成。", "Check [model]; summaries are made without it as well."),
}


def several(language: Language, kind: str, *, n: int, where: str = "", status: str = "") -> str:
    """Return what is said of several problems of a kind; an unknown kind is a KeyError."""
    named = said_in_digests(language, f"status_{status}") if status else ""
    return _OPEN[kind][language == "en"].format(n=n, where=where, status=named)


def over(language: Language, kind: str, *, n: int = 1, where: str = "", name: str = "") -> str:
    """Return what is said of the end of problems of a kind: of one by its name."""
    words = _OVER_ONE[kind] if n == 1 and kind in _OVER_ONE else _OVER[kind]
    return words[language == "en"].format(n=n, where=where, name=name)


def places(language: Language, hosts: int) -> str:
    """Return how so many sites are called."""
    return f"{hosts} sites" if language == "en" else f"{hosts} 个网站"


def advice(language: Language, kind: str) -> str:
    """Return what to do about a problem of a kind."""
    return _ADVICE[kind.partition(":")[0]][language == "en"]


def status_word(language: Language, status: str) -> str:
    """Return how a status of a source is called."""
    return said_in_digests(language, f"status_{status}")

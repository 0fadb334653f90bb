"""What `zswatch init` says, in both languages."""

from typing import Final, Literal

Language = Literal["zh", "en"]
ASKED: Final[dict[str, dict[Language, str]]] = {
    "language": {"zh": "语言 language (zh/en)", "en": "语言 language (zh/en)"},
    "data_dir": {"zh": "数据文件夹", "en": "folder for data"},
    "contact": {
        "zh": "联系方式（邮箱或网页，写在请求的 User-Agent 里，方便网站联系您；可留空）",
        "en": "contact: address or page, told to the sites so that they can reach you (may be empty)",
    },
    "channel": {
        "zh": "发信方式：folder 只写成文件，smtp 通过邮件服务器发送",
        "en": "mail: folder writes files only, smtp sends through a mail server",
    },
    "sender": {"zh": "发件人地址", "en": "address that mails come from"},
    "service": {
        "zh": "邮件服务（qq、exmail、163、aliyun 等；自建或其他请写 other）",
        "en": "mail service (qq, exmail, 163, aliyun, …; other for one of your own)",
    },
    "host": {"zh": "SMTP 服务器", "en": "SMTP server"},
    "port": {"zh": "SMTP 端口", "en": "SMTP port"},
    "security": {"zh": "加密 (tls/starttls/none)", "en": "encryption (tls/starttls/none)"},
    "login": {"zh": "登录名（留空则不登录）", "en": "login name (- for no login)"},
    "password": {
        "zh": "密码或授权码（不显示；留空则稍后写入文件）",
        "en": "password or authorisation code (not shown; empty to write it into its file later)",
    },
    "to": {
        "zh": "收件人，多个用逗号分开（可留空，以后用 zswatch subscribers add）",
        "en": "recipients, with commas between (may be empty; zswatch subscribers add does it later)",
    },
    "agreed": {
        "zh": "他们都同意接收吗？(yes/no；no 则先发信征求同意)",
        "en": "have all of them agreed to get it? (yes/no; with no each is asked by mail first)",
    },
    "operators": {
        "zh": "出问题时通知谁，多个用逗号分开（可留空）",
        "en": "who is told when something is wrong, with commas between (may be empty)",
    },
    "crawl": {
        "zh": "每天几点采集，北京时间，多个用逗号分开",
        "en": "when to crawl, HH:MM in Beijing time, with commas between",
    },
    "digest": {"zh": "每天几点发日报", "en": "when to send the daily digest"},
    "weekly": {"zh": "每周一几点发周报", "en": "when to send the weekly one, on Mondays"},
}
"""By the name of the question; that of the language comes before one is chosen. `-` stands for nothing."""
SAID: Final[dict[str, dict[Language, str]]] = {
    "begin": {
        "zh": "回车表示采用方括号里的值，Ctrl-C 随时退出，退出不留下任何文件。",
        "en": "Enter takes what stands in brackets; Ctrl-C leaves at any time, and nothing is written then.",
    },
    "service": {
        "zh": "{name}：{host}:{port}（以该服务的说明为准）；密码处填：{password}",
        "en": "{name}: {host}:{port}, as far as is known; for a password it takes {password}",
    },
    "will": {"zh": "将写入 {file}：", "en": "{file} will be:"},
    "readers": {"zh": "订阅者：{to}", "en": "subscribers: {to}"},
    "asked": {"zh": "先发信征求同意：{to}", "en": "asked by mail first: {to}"},
    "sure": {"zh": "写入并开始？", "en": "write it and begin?"},
    "wrote": {"zh": "已写入 {file}", "en": "{file} is written"},
    "kept": {"zh": "原来的文件保留为 {file}", "en": "what was there is kept as {file}"},
    "secret": {"zh": "密码写在 {file}，只有您可读", "en": "the password is in {file}, readable by you only"},
    "later": {
        "zh": "请把密码写入 {file} 的第一行，并执行 chmod 600",
        "en": "write the password into {file}, on its first line, and chmod 600 it",
    },
    "doctor": {"zh": "检查：", "en": "checks:"},
    "crawling": {
        "zh": "首次采集：{sources}，自 {since} 起，{limit}；Ctrl-C 提前结束",
        "en": "first crawl: {sources}, since {since}, {limit}; Ctrl-C ends it sooner",
    },
    "limit": {"zh": "最多 {minutes:g} 分钟", "en": "{minutes:g} minutes at most"},
    "unlimited": {"zh": "不限时间", "en": "as long as it takes"},
    "cut": {
        "zh": "时间到，已采集的都已保存，其余由服务继续",
        "en": "time is over; what was read is kept, and the service reads the rest",
    },
    "unwell": {
        "zh": "有些来源不正常，已采集的都已保存；zswatch sources 可查看",
        "en": "some sources are not well; what was read is kept, and `zswatch sources` tells more",
    },
    "digest": {"zh": "第一份摘要：", "en": "the first digest:"},
    "next": {
        "zh": "接下来：\n  {run}    启动服务：每天采集、发送\n  {status}    看是否一切正常\n"
        "  {serve}    在浏览器里检索\n  长期运行请用 systemd：见 deploy/RUNBOOK.md",
        "en": "what next:\n  {run}    the service: crawls and sends every day\n  {status}    whether all is well\n"
        "  {serve}    search in a browser\n  to keep it running use systemd: deploy/RUNBOOK.md",
    },
    "faults": {
        "zh": "上面标 ✗ 的请先处理，再运行 zswatch doctor",
        "en": "mend what is marked ✗ above, and run `zswatch doctor` again",
    },
}


def say(language: Language, key: str, **stated: object) -> str:
    """Return one of the sentences with what belongs into it."""
    return SAID[key][language].format(**stated)

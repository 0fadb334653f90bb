"""Common mail services: where their servers are. They may change: whoever knows better states host and port."""

from dataclasses import dataclass
from typing import Literal

Security = Literal["tls", "starttls"]
CODE = "an authorisation code (授权码) made in its web settings, not the password that opens the mailbox"
OWN = "the password of the mailbox, or a password for programs (客户端专用密码) where the company asks for one"
APP = "a password for apps, made in the account's security settings"


@dataclass(frozen=True, slots=True)
class Provider:
    """A mail service: its server for sending, and what it takes for a password."""

    name: str
    host: str
    port: int
    security: Security
    password: str
    domains: tuple[str, ...] = ()
    """Domains of its addresses; a service for companies has those of its customers, and none here."""


PROVIDERS = {
    one.name: one
    for one in (
        Provider("qq", "smtp.qq.com", 465, "tls", CODE, ("qq.com", "vip.qq.com", "foxmail.com")),
        Provider("exmail", "smtp.exmail.qq.com", 465, "tls", OWN, ("exmail.qq.com",)),
        Provider("163", "smtp.163.com", 465, "tls", CODE, ("163.com",)),
        Provider("vip163", "smtp.vip.163.com", 465, "tls", CODE, ("vip.163.com",)),
        Provider("126", "smtp.126.com", 465, "tls", CODE, ("126.com",)),
        Provider("yeah", "smtp.yeah.net", 465, "tls", CODE, ("yeah.net",)),
        Provider("qiye163", "smtp.qiye.163.com", 994, "tls", OWN, ("qiye.163.com",)),
        Provider("aliyun", "smtp.aliyun.com", 465, "tls", OWN, ("aliyun.com",)),
        Provider("qiyealiyun", "smtp.qiye.aliyun.com", 465, "tls", OWN, ("qiye.aliyun.com", "mxhichina.com")),
        Provider("directmail", "smtpdm.aliyun.com", 465, "tls", "the SMTP password of the sending address"),
        Provider("sina", "smtp.sina.com", 465, "tls", CODE, ("sina.com", "sina.cn")),
        Provider("sohu", "smtp.sohu.com", 465, "tls", CODE, ("sohu.com",)),
        Provider("139", "smtp.139.com", 465, "tls", CODE, ("139.com",)),
        Provider("189", "smtp.189.cn", 465, "tls", CODE, ("189.cn",)),
        Provider("feishu", "smtp.feishu.cn", 465, "tls", "a password for programs, made in the mailbox's settings"),
        Provider("gmail", "smtp.gmail.com", 465, "tls", APP, ("gmail.com",)),
        Provider("icloud", "smtp.mail.me.com", 587, "starttls", APP, ("icloud.com", "me.com")),
    )
}


def of_address(address: str) -> Provider | None:
    """Return the service that an address belongs to by its domain, None when it is not known."""
    domain = address.rpartition("@")[2].lower()
    return next((one for one in PROVIDERS.values() if domain in one.domains), None)


def of_host(host: str) -> Provider | None:
    """Return the service whose server this is, None when it is not known."""
    return next((one for one in PROVIDERS.values() if one.host == host.lower()), None)

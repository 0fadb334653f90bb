"""An installation with a marker in every secret, and servers on loopback that repeat all that they are told."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from archive.config import load
from archive.store import open_archive
from archive.web.login import line
from tests import mail_server, model_server
from tests.crash import day
from tests.days import person, subscribe

MARKER = "Zk7marker"
"""Begins every secret, so that one look finds any of them."""
ROBOTS = ("dingtalk", "feishu", "webhook")
"""Robots beside that of the day."""
PLACES = (
    *("password", "bounces", "wecom", "dingtalk", "dingtalk-secret", "feishu", "feishu-secret", "webhook"),
    *("model", "oauth-secret", "oauth-refresh", "token", "heartbeat", "proxy"),
)
LOGINS = {"password": "password", "xoauth2": "token"}
"""Which secret the mail server hears, by kind of settings."""
NAMES = {"wecom": "group"}
"""What the day calls a robot."""
SECRET_FILES = frozenset({"secret", "mail-token"})
"""Files of the data folder that are secrets themselves."""


@dataclass(kw_only=True)
class House:
    """Where it stands, its settings file by kind, and all secrets in it."""

    folder: Path
    secrets: dict[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    box: mail_server.Box = field(default_factory=mail_server.Box)

    def settings(self, kind: str, database: str = "") -> Path:
        """Write a settings file: `password` logs in at the mail server so, `xoauth2` with a token; return its name."""
        file = self.folder / f"{kind}.toml"
        self.box.answers["house@example.org"] = f"550 not him; you said {self.secrets[LOGINS[kind]]}"
        url = ""
        if database:
            (self.folder / "database").write_text(database + "\n")
            url = f'database_url_file = "{self.folder / "database"}"'
        web = f"http://127.0.0.1:{self.ports['web']}"
        tables = "".join(self._robot(one) for one in ("wecom", *ROBOTS))
        file.write_text(
            f"""data_dir = "{self.folder / "data"}"
{url}
[mail]
channel = "smtp"
host = "127.0.0.1"
port = {self.ports["mail"]}
security = "none"
timeout_seconds = 3
to = ["house@example.org"]
sender = "w@example.org"
username = "watch"
auth = "{kind}"
password_file = "{self.folder / "password"}"
oauth_url = "http://127.0.0.1:{self.ports["web"]}/token"
oauth_client_id = "us"
oauth_client_secret_file = "{self.folder / "oauth-secret"}"
oauth_refresh_token_file = "{self.folder / "oauth-refresh"}"
dkim_domain = "example.org"
dkim_selector = "zs"
dkim_key_file = "{self.folder / "dkim.pem"}"
[bounces]
host = "127.0.0.1"
port = {self.ports["imap"]}
security = "none"
user = "bounces"
password_file = "{self.folder / "bounces"}"
timeout_seconds = 3
[model]
url = "{web}/v1"
name = "test"
key_file = "{self.folder / "model"}"
timeout_seconds = 3
[watch]
heartbeat_url_file = "{self.folder / "heartbeat"}"
[web]
login = "basic"
users_file = "{self.folder / "users"}"
{tables}""",
            encoding="utf-8",
        )
        return file

    def _robot(self, kind: str) -> str:
        secret = self.folder / f"{kind}-secret"
        signed = f'secret_file = "{secret}"\n' if secret.exists() else ""
        name = NAMES.get(kind, kind)
        return f'[[robots]]\nname = "{name}"\nkind = "{kind}"\nurl_file = "{self.folder / kind}"\n{signed}'

    def told_in(self, text: str | bytes) -> list[str]:
        """Return which secrets stand in a text."""
        raw = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        return [name for name, secret in self.secrets.items() if secret.encode() in raw]


@contextmanager
def standing(folder: Path) -> Iterator[House]:
    """Give the house, with a Sunday and a Monday in its archive and its servers running."""
    house = House(folder=folder)
    for name in PLACES:
        house.secrets[name] = f"{MARKER}-{name}-7f3a9c"
    with ExitStack() as stack:
        house.box.tokens.add(house.secrets["token"])
        house.ports["mail"] = stack.enter_context(mail_server.serving(house.box, login=house.secrets["password"]))
        house.ports["web"] = stack.enter_context(_web()).port
        house.ports["imap"] = stack.enter_context(_mailbox())
        _write(house)
        settings = load(house.settings("password"), {})
        day.prepare(settings)
        with open_archive(settings) as archive:
            subscribe(archive, *(person(kind, channel=kind, address=kind) for kind in ROBOTS))
        day.crawl(settings.model_copy(update={"model": type(settings.model)()}), day.CRAWL)
        yield house


def _write(house: House) -> None:
    for name, secret in house.secrets.items():
        text = secret
        if name in {"wecom", "heartbeat", *ROBOTS}:
            text = f"http://127.0.0.1:{house.ports['web']}/send/{secret}?key={secret}"
        (house.folder / name).write_text(f"{text}\n")
    (house.folder / "webhook-secret").write_text("whsec_WmI3bWFya2VyLXdlYmhvb2stc2VjcmV0\n")
    house.secrets["webhook-secret"] = "WmI3bWFya2VyLXdlYmhvb2stc2VjcmV0"
    house.secrets["database"] = f"{MARKER}-database-7f3a9c"
    (house.folder / "users").write_text(line("reader", f"{MARKER}-reader") + "\n")
    house.secrets["users"] = f"{MARKER}-reader"
    (house.folder / "data").mkdir()
    (house.folder / "data" / "mail-token").write_text(house.secrets["token"] + "\n")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (house.folder / "dkim.pem").write_bytes(pem)
    house.secrets["dkim"] = pem.splitlines()[5].decode()
    for file in house.folder.iterdir():
        if file.is_file():
            file.chmod(0o600)


@contextmanager
def _web() -> Iterator[model_server.Endpoint]:
    """Run a server that answers whatever it is asked with an error that repeats the request."""

    def behave(peer: socket.socket, asked: dict[str, Any]) -> None:
        heard = f"{endpoint.headers[-1]} {endpoint.bodies[-1].decode()[:500]}"
        path = endpoint.headers[-1].split(" ")[1]
        said = {"errcode": 310000, "code": 19021, "errmsg": path, "msg": path, "error": heard}
        model_server.sending(json.dumps(said).encode(), status="422 Wrong", more=f"X-Heard: {path}\r\n")(peer, asked)

    with model_server.serving(behave) as endpoint:
        yield endpoint


@contextmanager
def _mailbox() -> Iterator[int]:
    """Run an IMAP server that refuses every login with words that repeat it."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                talking, _ = listening.accept()
                with suppress(OSError), talking:
                    talking.sendall(b"* OK hello\r\n")
                    while said := talking.recv(4096):
                        tag, _, command = said.partition(b" ")
                        answer = b"OK done" if command.startswith(b"CAPABILITY") else b"NO wrong: " + command.strip()
                        untagged = b"* CAPABILITY IMAP4rev1\r\n" if command.startswith(b"CAPABILITY") else b""
                        talking.sendall(untagged + tag + b" " + answer + b"\r\n")

    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    with suppress(OSError):
        listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(10)

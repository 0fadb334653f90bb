"""Sections of the settings: how the digest leaves the house."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from archive.sections.section import Section


class Mail(Section):
    """Where the digest goes; groups and programs are reached by robots, see below."""

    channel: Literal["folder", "smtp"] = Field(default="folder", description="folder writes .eml files, smtp sends")
    folder: Path | None = Field(default=None, description="folder of the channel `folder`; default DATA_DIR/mail")
    to: tuple[str, ...] = Field(default=(), description="recipients")
    sender: str = Field(default="zswatch@localhost", description="address in From")
    sender_name: str = Field(default="中山观察 Zhongshan Watch", description="name in From")
    reply_to: str = Field(default="", description="address that answers go to; empty means the sender's")
    host: str = Field(default="localhost", description="SMTP server")
    port: int = Field(default=587, ge=1, le=65535, description="SMTP port")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="tls is TLS from the first byte"
    )
    username: str = Field(default="", description="login name; empty means no login")
    password: str = Field(
        default="",
        repr=False,
        description="password, by its variable only: in a file it is an error, use password_file",
    )
    password_file: Path | None = Field(default=None, description="file whose first line is the password")
    auth: Literal["password", "xoauth2"] = Field(default="password", description="xoauth2 logs in with an OAuth token")
    token_file: Path | None = Field(
        default=None, description="file whose first line is the access token; default DATA_DIR/mail-token"
    )
    oauth_url: str = Field(
        default="",
        pattern=r"^$|^https://[^/@\s]+(/[^\s#]*)?$|^http://(127\.0\.0\.1|localhost)(:[0-9]+)?/[^\s#]*$",
        description="where an access token that has expired is exchanged for a new one, which token_file then keeps",
    )
    oauth_client_id: str = Field(default="", description="our name at that place")
    oauth_client_secret_file: Path | None = Field(default=None, description="file whose first line is our secret there")
    oauth_refresh_token_file: Path | None = Field(
        default=None, description="file whose first line is the refresh token; a new one that is given replaces it"
    )
    dkim_domain: str = Field(default="", description="domain that signs mails (DKIM; part dkim); empty means none does")
    dkim_selector: str = Field(default="", description="the record SELECTOR._domainkey.DOMAIN holds the public key")
    dkim_key_file: Path | None = Field(default=None, description="file with the private RSA key in PEM")
    timeout_seconds: float = Field(
        default=30.0, gt=0, description="how long the server may take for one answer; six times that for one mail"
    )
    retry_hours: float = Field(
        default=168.0, gt=0, description="how long a message is tried, on any channel, before it is given up"
    )

    @model_validator(mode="after")
    def _can_log_in_and_sign(self) -> Self:
        if self.auth == "xoauth2" and not self.username:
            raise ValueError("username: xoauth2 needs the address that the token is for")
        if self.oauth_url and not (self.oauth_client_id and self.oauth_refresh_token_file):
            raise ValueError("oauth_url: it needs oauth_client_id and oauth_refresh_token_file")
        stated = [bool(self.dkim_domain), bool(self.dkim_selector), self.dkim_key_file is not None]
        if any(stated) and not all(stated):
            raise ValueError("dkim_domain, dkim_selector and dkim_key_file: signing needs all three")
        return self


class Bounces(Section):
    """The mailbox to which mails come back (`zswatch bounces fetch`); without a host none is asked."""

    host: str = Field(default="", description="IMAP server")
    port: int = Field(default=993, ge=1, le=65535, description="IMAP port")
    security: Literal["starttls", "tls", "none"] = Field(default="tls", description="tls is TLS from the first byte")
    user: str = Field(default="", description="login name")
    password_file: Path | None = Field(default=None, description="file whose first line is the password")
    folder: str = Field(default="INBOX", description="folder that is read; what was read is marked as seen")
    timeout_seconds: float = Field(default=30.0, gt=0, description="how long the server may take for one answer")


class Robot(Section):
    """A group's robot, or a program that takes the digest; one table each, as many as there are."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="what subscribers and reports call it")
    kind: Literal["wecom", "dingtalk", "feishu", "webhook"] = Field(description="whose robot, or a program's webhook")
    url_file: Path = Field(description="file whose first line is the address, which whoever knows it can write to")
    secret_file: Path | None = Field(
        default=None, description="file whose first line is the secret that messages are signed with"
    )
    keyword: str = Field(default="", max_length=50, description="word without which the robot refuses a message")
    timeout_seconds: float = Field(default=20.0, gt=0, description="how long the whole exchange may take")

    @model_validator(mode="after")
    def _signs_as_its_kind_does(self) -> Self:
        if self.kind == "webhook" and self.secret_file is None:
            raise ValueError("secret_file: a webhook's messages are signed, it needs a secret")
        if self.kind == "wecom" and self.secret_file is not None:
            raise ValueError("secret_file: messages to wecom are not signed")
        return self

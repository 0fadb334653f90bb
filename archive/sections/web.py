"""Section of the settings: where the archive's pages are found, and who may read them."""

from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from archive.sections.section import Section


class Web(Section):
    """Where the archive's pages are found, and who may read them."""

    url: str = Field(
        default="",
        pattern=r"^$|^https?://[^/@\s]+(/[^\s?#]*)?$",
        description="address under which readers reach `zswatch serve`; mails link there only when it is set",
    )
    login: Literal["none", "basic", "header"] = Field(
        default="none",
        description="who may read: everybody, who stands in users_file, or whom the web server before it has let in",
    )
    users_file: Path | None = Field(
        default=None, description="file for `basic`: one line a person, as `zswatch web password NAME` prints it"
    )
    login_header: str = Field(
        default="Remote-User",
        pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$",
        description="header in which a trusted proxy names who has logged in, for `header`",
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=("127.0.0.1", "::1"),
        description="addresses or networks of proxies, whose X-Forwarded-For and login_header are believed",
    )
    requests_per_minute: int = Field(
        default=300, ge=1, description="requests of one reader in a minute; an IPv6 network of 64 bits is one reader"
    )
    searches_per_minute: int = Field(
        default=90, ge=1, description="searches, feeds and exports among them, which cost more"
    )
    request_seconds: float = Field(
        default=15.0, gt=0, description="how long the database may work on one question before it is given up"
    )

    @model_validator(mode="after")
    def _can_tell_who_reads(self) -> Self:
        if self.login == "basic" and self.users_file is None:
            raise ValueError("users_file: login by `basic` needs a file of users")
        for stated in self.trusted_proxies:
            try:
                ip_network(stated)
            except ValueError:
                raise ValueError(f"trusted_proxies: {stated!r} is no address or network") from None
        return self

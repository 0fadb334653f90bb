"""Sections of the settings: how the service is watched, what it says, where it works, and where it may go."""

from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from archive.sections.section import Section


class Watch(Section):
    """How an operator learns that the service lives, and that something is wrong."""

    operators: tuple[str, ...] = Field(default=(), description="addresses that get alerts; empty means nobody is told")
    robot: str = Field(
        default="", description="name of one of the [[robots]] that gets alerts too: a way that is not the mail's"
    )
    unwell_hours: float = Field(
        default=26.0, gt=0, description="how long a source may be unwell before that is an alert; a source can say more"
    )
    repeat_hours: float = Field(default=24.0, gt=0, description="an alert that lasts is told again after so long")
    listen: str = Field(
        default="127.0.0.1:8322",
        pattern=r"^$|^[^\s/]+:[0-9]{1,5}$",
        description="where the service and workers answer /healthz, /readyz and /metrics; empty means nowhere",
    )
    heartbeat_url_file: Path | None = Field(
        default=None,
        description="file whose first line is an address that is asked while all is well (dead man's switch)",
    )
    heartbeat_minutes: float = Field(default=5.0, ge=0.5, description="how often it is asked")


class Log(Section):
    """What commands say on standard error and in DATA_DIR/logs."""

    format: Literal["human", "json"] = Field(default="human", description="lines for people, or one JSON object a line")
    level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="what is said at least")
    keep_mb: int = Field(default=50, ge=1, description="megabytes of logs that are kept of each command")
    otel_url: str = Field(
        default="",
        pattern=r"^$|^https?://[^/@\s]+(/[^\s?#]*)?$",
        description="OpenTelemetry collector (OTLP over HTTP) that is told of each command (part otel); empty: none",
    )


class Engine(Section):
    """On how many machines the work is done: here, or wherever `zswatch worker` runs (part engine, PostgreSQL)."""

    kind: Literal["here", "queue"] = Field(
        default="here", description="here runs each command on this machine, queue leaves it to workers"
    )
    url: str = Field(default="", repr=False, description="PostgreSQL of the queue; empty means that of database_url")
    hosts_per_job: int = Field(default=8, ge=1, description="hosts that one job crawls, side by side, one request each")
    judged_per_job: int = Field(default=200, ge=1, description="announcements that one job judges")
    attempts: int = Field(default=5, ge=1, le=20, description="how often a job is tried, with longer waits each time")
    silent_seconds: float = Field(
        default=45.0, ge=5, description="a worker that has not been heard of for so long is taken for dead"
    )


class Network(Section):
    """Where requests may go: never into private networks, unless it says so here or names such an address itself."""

    private: tuple[str, ...] = Field(
        default=(),
        description="names, addresses or networks inside private networks that may be asked, such as 10.1.0.0/16",
    )

    @model_validator(mode="after")
    def _networks_are_networks(self) -> Self:
        for stated in self.private:
            if "/" in stated:
                try:
                    ip_network(stated)
                except ValueError:
                    raise ValueError(f"private: {stated!r} is no network") from None
        return self

"""Sections of the settings: where bytes are kept, and for how long."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from archive.sections.section import Section


class Store(Section):
    """Where pages and attachments are kept as they came: a folder, or any S3-compatible store (part s3)."""

    url: str = Field(
        default="",
        pattern=r"^$|^s3://[a-z0-9][a-z0-9.-]{1,62}(/[A-Za-z0-9._/-]*)?$|^file:///[^?#]+$|^memory://[a-z0-9/-]+$",
        description="s3://BUCKET/PREFIX or file:///FOLDER; empty means DATA_DIR/blobs",
    )
    endpoint: str = Field(
        default="",
        pattern=r"^$|^https?://[^/@\s?#]+/?$",
        description="address of the S3-compatible service; empty means Amazon's",
    )
    region: str = Field(default="", pattern=r"^[A-Za-z0-9-]*$", description="region that requests are signed for")
    addressing: Literal["auto", "path", "virtual"] = Field(
        default="auto", description="where a request names the bucket: path suits MinIO, virtual the clouds"
    )
    key_id_file: Path | None = Field(
        default=None, description="file whose first line is the access key's id; else AWS_ACCESS_KEY_ID"
    )
    secret_file: Path | None = Field(
        default=None, description="file whose first line is the secret key; else AWS_SECRET_ACCESS_KEY"
    )
    timeout_seconds: float = Field(default=25.0, gt=0, description="how long one object may take, all tries together")
    retries: int = Field(default=3, ge=0, le=10, description="how often a request is repeated when the store is away")
    parallel: int = Field(default=8, ge=1, le=64, description="objects that are written at once at most")
    cache_mb: int = Field(
        default=256, ge=0, description="megabytes in DATA_DIR/blobs-cache of what was used last; 0: none"
    )


class Retention(Section):
    """What is let go of by `zswatch archive tidy`; by default nothing ever is."""

    runs_days: int | None = Field(
        default=None, ge=1, description="days that runs and executions are kept; the newest 100 always are"
    )
    messages_days: int | None = Field(
        default=None, ge=1, description="days that the content of a sent message is kept; that it was sent stays"
    )
    readings_days: int | None = Field(
        default=None, ge=1, description="days that what earlier readers made of kept bytes is kept"
    )
    answers_days: int | None = Field(
        default=None, ge=1, description="days that answers of a language model are kept; what they cost stays"
    )

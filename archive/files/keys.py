"""What opens an object store: its address, and the keys, which come from files or the environment and go nowhere."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archive import secrets
from archive.errors import WrongSettings
from archive.sections import Store

OFTEN_UNSUPPORTED = {
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}
"""Checksums of Amazon's own kind, which other stores refuse; our hash is over the whole content anyway."""


def options(store: Store, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return what fsspec's s3 file system is made with; raises WrongSettings that names the setting, never a key.

    The keys are always stated, so that none is looked for in other places: not in files of other programs, and not at
    the address where a machine in a cloud is told its own.
    """
    key = _stated("key_id_file", store.key_id_file, environ.get("AWS_ACCESS_KEY_ID", ""))
    secret = _stated("secret_file", store.secret_file, environ.get("AWS_SECRET_ACCESS_KEY", ""))
    if not (key and secret):
        raise WrongSettings(
            "blobs.key_id_file and blobs.secret_file: the store needs both keys, in these files or in the variables "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    return {
        "key": key,
        "secret": secret,
        "token": None if store.key_id_file else secrets.known(environ.get("AWS_SESSION_TOKEN", "")) or None,
        "endpoint_url": store.endpoint or None,
        "client_kwargs": {"region_name": store.region or "us-east-1"},
        "config_kwargs": {
            "connect_timeout": store.timeout_seconds / 2,
            "read_timeout": store.timeout_seconds / 2,
            "retries": {"total_max_attempts": 1},
            "max_pool_connections": store.parallel,
            "s3": {"addressing_style": store.addressing},
            **OFTEN_UNSUPPORTED,
        },
    }


def _stated(setting: str, file: Path | None, other: str) -> str:
    """Return the first line of a file that a setting names, else what the environment has."""
    return secrets.read(f"blobs.{setting}", file) if file is not None else secrets.known(other)

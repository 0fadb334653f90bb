"""Certificates for the real host names, by an authority made for one twin."""

import ssl
from functools import cached_property
from pathlib import Path

import trustme


class Authority:
    """Issues certificates; who trusts its file trusts the twin."""

    def __init__(self) -> None:
        self._contexts: dict[str, ssl.SSLContext] = {}

    @cached_property
    def _authority(self) -> trustme.CA:
        return trustme.CA()

    def write(self, file: Path) -> None:
        """Write the authority's own certificate as PEM."""
        self._authority.cert_pem.write_to_path(str(file))

    def context(self, host: str) -> ssl.SSLContext:
        """Return the server side's TLS context for a host."""
        if host not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return self._contexts[host]

"""Certificates for the real host names, by an authority made for one twin, and the ways in which they can be wrong."""

import ssl
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

import trustme

Flaw = Literal["expired", "other host", "other authority", "old protocol"]
SOME_OTHER_HOST = "www.example.org"


class Authority:
    """Issues certificates; who trusts its file trusts the twin, but for the hosts that were given a flaw."""

    def __init__(self) -> None:
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._flaws: dict[str, Flaw] = {}

    @cached_property
    def _authority(self) -> trustme.CA:
        return trustme.CA()

    def write(self, file: Path) -> None:
        """Write the authority's own certificate as PEM."""
        self._authority.cert_pem.write_to_path(str(file))

    def spoil(self, host: str, flaw: Flaw) -> None:
        """Let a host show something else from now on."""
        self._flaws[host] = flaw
        self._contexts.pop(host, None)

    def mend(self) -> None:
        """Let all hosts be well again, each with a new certificate."""
        self._flaws.clear()
        self._contexts.clear()

    def context(self, host: str) -> ssl.SSLContext:
        """Return the server side's TLS context for a host."""
        if host not in self._contexts:
            self._contexts[host] = self._made(host, self._flaws.get(host))
        return self._contexts[host]

    def _made(self, host: str, flaw: Flaw | None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issuer = trustme.CA() if flaw == "other authority" else self._authority
        name = SOME_OTHER_HOST if flaw == "other host" else host
        until = datetime(2020, 1, 1, tzinfo=UTC) if flaw == "expired" else None
        issuer.issue_cert(name, not_before=until and datetime(2019, 1, 1, tzinfo=UTC), not_after=until).configure_cert(
            context
        )
        if flaw == "old protocol":
            context.set_ciphers("DHE-RSA-AES128-SHA")  # nothing that a client of today would take
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        return context

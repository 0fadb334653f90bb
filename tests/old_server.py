"""A server of old encryption behind a proxy: TLS 1.2 without secure renegotiation (RFC 5746), else sound."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import trustme
from tlslite.api import HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey
from tlslite.errors import TLSError
from tlslite.extensions import RenegotiationInfoExtension
from tlslite.messages import ServerHello


class OldHello(ServerHello):  # type: ignore[misc]
    """The greeting of a server that has not heard of renegotiation_info."""

    def create(self, *given: Any, extensions: list[Any] | None = None, **more: Any) -> Any:
        """Make the greeting without the extension."""
        known = [one for one in extensions or [] if not isinstance(one, RenegotiationInfoExtension)]
        return super().create(*given, extensions=known or None, **more)


@contextmanager
def old_server(certificate: trustme.LeafCert, page: bytes) -> Iterator[str]:
    """Give the address of a proxy behind which every host is such a server, which answers all with one page."""
    listening = socket.create_server(("127.0.0.1", 0))
    chain = X509CertChain()
    chain.parsePemList("".join(blob.bytes().decode() for blob in certificate.cert_chain_pems))
    key = parsePEMKey(certificate.private_key_pem.bytes().decode(), private=True)

    def talk(line: socket.socket) -> None:
        with line, suppress(TLSError, OSError):
            line.settimeout(10)
            if not line.recv(4096).startswith(b"CONNECT "):
                return
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            settings = HandshakeSettings()
            settings.maxVersion = (3, 3)
            tls = TLSConnection(line)
            tls.handshakeServer(certChain=chain, privateKey=key, settings=settings)
            while asked := tls.recv(4096):
                body = page if b"robots.txt" not in asked else b"User-agent: *\nAllow: /\n"
                tls.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
                )

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()

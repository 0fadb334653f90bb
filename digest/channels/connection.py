"""A connection to a mail server, secured as the settings say, on a leash from its first byte."""

import smtplib
import socket
import ssl

from archive.sections import Mail
from digest.channels.leash import Leash


class Connection(smtplib.SMTP):
    """Connects when it is made. Raises what the library raises."""

    def __init__(self, mail: Mail, leash: Leash) -> None:
        self._mail = mail
        self._leash = leash
        super().__init__(mail.host, mail.port, timeout=mail.timeout_seconds)
        if mail.security == "starttls":
            self._start_tls()

    def _start_tls(self) -> None:
        try:
            code, said = self.starttls(context=_context())
            if code != 220:  # noqa: PLR2004 - "ready to start TLS"; with anything else all could still be read by others
                raise smtplib.SMTPResponseException(code, said)
        except (smtplib.SMTPException, OSError):
            self.close()
            raise

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        self._leash.hold(plain)
        if self._mail.security == "tls":
            return _context().wrap_socket(plain, server_hostname=host)
        return plain

    def log_in_with(self, token: str) -> None:
        """Log in with an access token (SASL XOAUTH2)."""
        self.ehlo_or_helo_if_needed()
        if "XOAUTH2" not in self.esmtp_features.get("auth", "").upper().split():
            raise smtplib.SMTPNotSupportedError("the server offers no login by token (XOAUTH2)")

        def respond(challenge: bytes | None = None) -> str:
            # A server that refuses first tells why, as a challenge, and waits for an empty line before it says 535.
            if challenge is None:
                return f"user={self._mail.username}\x01auth=Bearer {token}\x01\x01"
            return ""

        self.auth("XOAUTH2", respond)


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()  # Checks certificate and name; SSL_CERT_FILE adds authorities.

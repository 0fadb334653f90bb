"""The channel that hands mails to a mail server (RFC 5321), over TLS unless the settings say otherwise."""

import base64
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from archive import secrets
from archive.config import Settings
from archive.errors import Refused, TryLater, WrongSettings, WrongUse
from archive.records import Mail
from archive.sections import Mail as MailSettings
from digest.addresses import address, international
from digest.channels import oauth
from digest.channels.connection import Connection
from digest.channels.leash import Leash

STEPS = 6
"""Answers of the server that may take their full time in one login or one mail; then it is ended."""
OURS = frozenset({530, 534, 535, 538})
"""Answers that speak of the login, whatever they answer (RFC 4954, 6): mended in the settings."""


class Server:
    """A connection to the mail server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.mail: MailSettings = settings.mail
        self.sender = address(settings.mail.sender)
        self.connection: Connection | None = None
        self.leash = Leash()

    @property
    def broken(self) -> bool:
        """Whether the connection is lost; a new one has to be opened for the next mail."""
        return self.connection is None

    def send(self, mail: Mail) -> None:
        """Hand one mail to the server.

        Raises Refused when the server will not take it for this recipient or in this form (5xx), TryLater for 4xx,
        for a connection that breaks, and for what concerns every mail (the sender's address, the login).
        """
        recipient = self._recipient(mail)
        try:
            with self.leash.within(STEPS * self.mail.timeout_seconds):
                self._hand_over(recipient, mail.message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = error.recipients[recipient]
            raise self._answer(code, said) from None
        except smtplib.SMTPSenderRefused as error:
            self._settle(error.smtp_code)
            # Our own address is not accepted: that is mended in the settings and says nothing about the recipient.
            raise TryLater(f"{self._name}: sender {self.sender}: {_said(error.smtp_code, error.smtp_error)}") from None
        except smtplib.SMTPResponseException as error:
            raise self._answer(error.smtp_code, error.smtp_error) from None
        except (smtplib.SMTPException, OSError) as error:
            raise self._lost(error) from None

    def _recipient(self, mail: Mail) -> str:
        try:
            return address(mail.recipient)
        except WrongUse as error:
            raise Refused(str(error)) from None

    def _hand_over(self, recipient: str, message: bytes) -> None:
        if self.connection is None:
            raise TryLater(f"{self._name}: the connection is closed")
        self.connection.ehlo_or_helo_if_needed()
        options = []
        if international(recipient) or international(self.sender):
            if not self.connection.has_extn("smtputf8"):
                raise Refused(f"{self._name}: takes no address with letters outside ASCII (no SMTPUTF8)")
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        self.connection.sendmail(self.sender, [recipient], message, options)

    def open(self) -> None:
        """Connect, secure and log in; raises TryLater when any of it fails, WrongSettings for a secret's file."""
        password = self._password() if self.mail.username and self.mail.auth == "password" else ""
        try:
            with self.leash.within(2 * STEPS * self.mail.timeout_seconds):
                self.connection = Connection(self.mail, self.leash)
                if self.mail.username and self.mail.auth == "password":
                    self.connection.login(self.mail.username, password)
                elif self.mail.username:
                    self._login_by_token(self.connection)
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise TryLater(f"{self._name}: login as {self.mail.username} refused: {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise self._lost(error) from None
        except BaseException:
            self.close()
            raise

    def _login_by_token(self, connection: Connection) -> None:
        """Log in with the token that is there; when it has expired, get a new one and try once more, from the start."""
        token = oauth.kept(self.settings)
        if token:
            try:
                connection.log_in_with(token)
            except smtplib.SMTPAuthenticationError:
                if not self.mail.oauth_url:
                    raise
            else:
                return
        token = oauth.refreshed(self.settings)
        connection.close()
        self.connection = Connection(self.mail, self.leash)
        self.connection.log_in_with(token)

    def close(self) -> None:
        """Leave the server; it does not matter whether it still listens."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()
        self.leash.let_go()

    def quit(self) -> None:
        """Say goodbye and leave."""
        if self.connection is not None:
            try:
                with self.leash.within(self.mail.timeout_seconds):
                    self.connection.quit()
            except (smtplib.SMTPException, OSError):
                pass  # all that was sent has been answered before
        self.close()

    def _password(self) -> str:
        file = self.mail.password_file
        what = "mail.password" if file is None else f"mail.password_file: {file}"
        password = self.mail.password if file is None else secrets.read("mail.password_file", file)
        secrets.known(password, base64.b64encode(f"\0{self.mail.username}\0{password}".encode()).decode())
        # Checked here, for the library's own error would carry the password.
        if not password.isascii():
            raise WrongSettings(f"{what}: the password has characters outside ASCII, which mail servers do not take")
        return password

    def _answer(self, code: int, said: bytes | str) -> Refused | TryLater:
        self._settle(code)
        kind = Refused if code >= 500 and code not in OURS else TryLater  # noqa: PLR2004 - RFC 5321, 4.2.1: for good
        return kind(f"{self._name}: {_said(code, said)}")

    def _settle(self, code: int) -> None:
        """After an answer the connection may be used again, but for 421, which says that the server closes it."""
        if code == 421:  # noqa: PLR2004
            self.close()

    def _lost(self, error: Exception) -> TryLater:
        self.close()
        return TryLater(f"{self._name}: {'no answer in time' if self.leash.ended else _cause(error)}")

    @property
    def _name(self) -> str:
        return f"{self.mail.host}:{self.mail.port}"


@contextmanager
def opened(settings: Settings) -> Iterator[Server]:
    """Give a connection to `mail.host`; raises TryLater when there is none to be had."""
    server = Server(settings)
    server.open()
    try:
        yield server
    finally:
        server.quit()


def _said(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "backslashreplace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())[:200]}"


def _cause(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate refused: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ValueError):
        return "an answer that can not be read"  # the library's own words would tell what was to be sent
    return str(getattr(error, "strerror", None) or error or type(error).__name__)[:200]

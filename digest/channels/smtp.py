"""The channel that hands mails to a mail server (RFC 5321), over TLS unless the settings say otherwise."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from archive.config import Mail as MailSettings
from archive.config import Settings
from archive.errors import Refused, TryLater, WrongSettings
from archive.records import Mail


class Server:
    """A connection to the mail server."""

    def __init__(self, mail: MailSettings) -> None:
        self.mail = mail
        self.connection: smtplib.SMTP | None = None

    @property
    def broken(self) -> bool:
        """Whether the connection is lost; a new one has to be opened for the next mail."""
        return self.connection is None

    def send(self, mail: Mail) -> None:
        """Hand one mail to the server.

        Raises Refused when the server will not take it for this recipient or in this form (5xx), TryLater for 4xx,
        for a connection that breaks, and for what concerns every mail (the sender's address, the login).
        """
        if self.connection is None:
            raise TryLater(f"{self._name}: the connection is closed")
        try:
            self.connection.sendmail(self.mail.sender, [mail.recipient], mail.message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = error.recipients[mail.recipient]
            self._settle(code)
            raise self._answer(code, said) from None
        except smtplib.SMTPSenderRefused as error:
            self._settle(error.smtp_code)
            # Our own address is not accepted: that is mended in the settings and says nothing about the recipient.
            raise TryLater(
                f"{self._name}: sender {self.mail.sender}: {_said(error.smtp_code, error.smtp_error)}"
            ) from None
        except smtplib.SMTPResponseException as error:
            self._settle(error.smtp_code)
            raise self._answer(error.smtp_code, error.smtp_error) from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise TryLater(f"{self._name}: {_cause(error)}") from None

    def open(self) -> None:
        """Connect, secure and log in; raises TryLater when any of it fails, WrongSettings for the password's file."""
        password = _password(self.mail)
        try:
            self.connection = self._connected()
            if self.mail.username:
                self.connection.login(self.mail.username, password)
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise TryLater(f"{self._name}: login as {self.mail.username} refused: {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise TryLater(f"{self._name}: {_cause(error)}") from None

    def close(self) -> None:
        """Leave the server; it does not matter whether it still listens."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    def quit(self) -> None:
        """Say goodbye and leave."""
        if self.connection is not None:
            try:
                self.connection.quit()
            except (smtplib.SMTPException, OSError):
                self.close()

    def _connected(self) -> smtplib.SMTP:
        mail = self.mail
        if mail.security == "tls":
            return smtplib.SMTP_SSL(mail.host, mail.port, timeout=mail.timeout_seconds, context=_context())
        connection = self.connection = smtplib.SMTP(mail.host, mail.port, timeout=mail.timeout_seconds)
        if mail.security == "starttls":
            code, said = connection.starttls(context=_context())
            if code != 220:  # noqa: PLR2004 - "ready to start TLS"; with anything else the connection is still open to all
                raise smtplib.SMTPResponseException(code, said)
        return connection

    def _answer(self, code: int, said: bytes | str) -> Refused | TryLater:
        kind = Refused if code >= 500 else TryLater  # noqa: PLR2004 - RFC 5321, 4.2.1: 5yz is for good
        return kind(f"{self._name}: {_said(code, said)}")

    def _settle(self, code: int) -> None:
        """After an answer the connection may be used again, but for 421, which says that the server closes it."""
        if code == 421:  # noqa: PLR2004
            self.close()

    @property
    def _name(self) -> str:
        return f"{self.mail.host}:{self.mail.port}"


@contextmanager
def opened(settings: Settings) -> Iterator[Server]:
    """Give a connection to `mail.host`; raises TryLater when there is none to be had."""
    server = Server(settings.mail)
    server.open()
    try:
        yield server
    finally:
        server.quit()


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()  # Checks certificate and name; SSL_CERT_FILE adds authorities.


def _password(mail: MailSettings) -> str:
    if mail.password_file is None:
        return _ascii("mail.password", mail.password)
    try:
        lines = mail.password_file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings(
            f"mail.password_file: {mail.password_file} can not be read: {type(error).__name__}"
        ) from None
    if not lines or not lines[0].strip():
        raise WrongSettings(f"mail.password_file: {mail.password_file} has no first line")
    return _ascii(f"mail.password_file: {mail.password_file}", lines[0].strip())


def _ascii(what: str, password: str) -> str:
    # Checked here, for the library's own error would carry the password.
    if not password.isascii():
        raise WrongSettings(f"{what}: the password has characters outside ASCII, which mail servers do not take")
    return password


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
    return str(getattr(error, "strerror", None) or error or type(error).__name__)[:200]

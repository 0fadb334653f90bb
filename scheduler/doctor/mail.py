"""The way of the digest: the mail server is greeted and logged in to, and no mail is sent; robots are not posted to."""

from collections.abc import Iterator

from archive.errors import WatchError, WrongUse
from archive.sections import Mail
from digest.addresses import address
from digest.channels import OPENERS
from scheduler.doctor.finding import Finding, Installation, fault, warning, well
from scheduler.doctor.folder import nearest
from scheduler.providers import of_address, of_host

NAME = "mail"
HERE = {"localhost", "127.0.0.1", "::1"}


def look(it: Installation) -> Iterator[Finding]:
    """Connect, secure the line and log in as sending would."""
    mail = it.settings.mail
    yield from _addresses(it)
    if mail.channel == "folder":
        folder = (mail.folder or it.settings.data_dir / "mail").absolute()
        if not nearest(folder).is_dir():
            yield fault(NAME, f"{folder} can not be made", "set mail.folder to a folder")
        else:
            yield well(NAME, f"mails are written to {folder} and sent to nobody")
        return
    if mail.security == "none" and mail.username and mail.host not in HERE:
        yield warning(NAME, "the password travels as everybody can read it", "set mail.security to tls or starttls")
    try:
        with OPENERS["smtp"](it.settings):
            pass
    except WatchError as error:
        yield fault(NAME, str(error), _advice(mail))
        return
    line = {"tls": "TLS", "starttls": "STARTTLS", "none": "no encryption"}[mail.security]
    login = f"logged in as {mail.username}" if mail.username else "no login"
    yield well(NAME, f"{mail.host}:{mail.port}: answers, {line}, {login}; nothing was sent")


def _advice(mail: Mail) -> str:
    """Return what to do about a mail server that can not be used, by what is known of the service."""
    known = of_host(mail.host)
    if known is not None and (known.port, known.security) != (mail.port, mail.security):
        return f"{known.name} is at {known.host}:{known.port} with mail.security {known.security}, as far as is known"
    if known is not None:
        return f"mail.password_file must hold {known.password}; mail.username is the whole address"
    if (other := of_address(mail.sender)) is not None:
        return f"correct mail.host; addresses as {mail.sender} are at {other.host}:{other.port}, as far as is known"
    return "correct mail.host, port, security, username and password_file; ask whoever runs the mail server"


def _addresses(it: Installation) -> Iterator[Finding]:
    """Tell addresses of the settings that are none: a digest would be refused for them."""
    mail = it.settings.mail
    stated = [("mail.sender", mail.sender), *(("mail.to", one) for one in mail.to)]
    stated += [("watch.operators", one) for one in it.settings.watch.operators]
    for setting, one in stated:
        try:
            address(one)
        except WrongUse as error:
            yield fault(NAME, f"{setting}: {error}", "correct the setting")
    if not it.settings.watch.operators:
        do = "set watch.operators to your address, so that you are told when something is wrong"
        yield warning(NAME, "nobody is told when something is wrong", do)

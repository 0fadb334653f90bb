"""The questions: which come, what is proposed, and which answers are taken. Every answer is a text until checked."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from archive.errors import WrongUse
from archive.sections.schedule import CLOCK_TIME
from digest.addresses import address
from scheduler.providers import PROVIDERS, Provider, of_address

NOTHING = "-"
"""What is answered where something is proposed and nothing is wanted."""
OTHER = "other"
LONGEST = 300
Answers = Mapping[str, Any]
_PAGE = re.compile(r"https?://[^\s/@]+(/\S*)?")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_YES, _NO = ("yes", "y", "true", "是"), ("no", "n", "false", "否")


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question: `check` raises WrongUse for an answer that will not do, `proposed` may rest on earlier answers."""

    name: str
    check: Callable[[str], Any]
    proposed: Callable[[Answers], str]
    comes: Callable[[Answers], bool] = lambda _: True
    hidden: bool = False


def _among(*known: str) -> Callable[[str], str]:
    def check(stated: str) -> str:
        if stated.lower() not in known:
            raise WrongUse(f"{stated!r} is not one of {', '.join(known)}")
        return stated.lower()

    return check


def folder(stated: str) -> Path:
    """Return an absolute path at which a folder is or can be."""
    path = Path(stated).expanduser().absolute()
    there = next(one for one in (path, *path.parents) if one.exists())
    if not there.is_dir():
        raise WrongUse(f"{there} is no folder")
    return path


def contact(stated: str) -> str:
    """Return an address or a page, or nothing."""
    if not stated or _PAGE.fullmatch(stated):
        return stated
    return address(stated)


def addresses(stated: str) -> tuple[str, ...]:
    """Return the addresses between commas, each once."""
    parts = (one.strip() for one in re.split("[,，;；、]", stated))
    return tuple(dict.fromkeys(address(one) for one in parts if one))


def host(stated: str) -> str:
    """Return the name of a server."""
    if not _HOST.fullmatch(stated):
        raise WrongUse(f"{stated!r} is not the name of a server such as smtp.example.org")
    return stated


def port(stated: str) -> int:
    """Return a port."""
    if not (stated.isascii() and stated.isdigit() and 1 <= int(stated[:6]) <= 65_535):  # noqa: PLR2004
        raise WrongUse(f"{stated!r} is not a port, 1 to 65535")
    return int(stated)


def times(stated: str) -> tuple[str, ...]:
    """Return times of day between commas."""
    found = tuple(one.strip().zfill(5) for one in re.split("[,，]", stated.replace("：", ":")) if one.strip())
    if not found or not all(re.match(CLOCK_TIME, one) for one in found):
        raise WrongUse(f"{stated!r} is not a time of day such as 06:30")
    return found


def time(stated: str) -> str:
    """Return one time of day."""
    found = times(stated)
    if len(found) != 1:
        raise WrongUse(f"{stated!r} is more than one time of day")
    return found[0]


def consent(stated: str) -> bool:
    """Return whether it was yes."""
    if stated.lower() not in (*_YES, *_NO):
        raise WrongUse(f"{stated!r} is neither yes nor no")
    return stated.lower() in _YES


def secret(stated: str) -> str:
    """Return a password, which mail servers take in ASCII only."""
    if not stated.isascii() or not stated.isprintable():
        raise WrongUse("a password has letters, figures and signs of ASCII only")
    return stated


def provider(answers: Answers) -> Provider | None:
    """Return the mail service that was chosen, if it is one of the known."""
    return PROVIDERS.get(answers.get("service", ""))


def _smtp(answers: Answers) -> bool:
    return bool(answers.get("channel") == "smtp")


def _known(name: str, otherwise: str) -> Callable[[Answers], str]:
    return lambda answers: str(getattr(provider(answers), name, otherwise))


def _security(answers: Answers) -> str:
    known = provider(answers)
    return known.security if known else "tls" if answers.get("port") in {465, 994} else "starttls"


def _service(answers: Answers) -> str:
    known = of_address(answers.get("sender", ""))
    return known.name if known else OTHER


def _own(answers: Answers) -> str:
    """Propose the contact where an address is wanted."""
    stated = str(answers.get("contact", ""))
    return stated if "@" in stated and not _PAGE.fullmatch(stated) else ""


def _is_own(answers: Answers) -> str:
    """Whoever sets it up for himself has agreed; others are asked."""
    return "yes" if set(answers.get("to", ())) <= {answers.get("contact"), answers.get("sender")} else "no"


QUESTIONS: Final = (
    Question(name="language", check=_among("zh", "en"), proposed=lambda _: "zh"),
    Question(name="data_dir", check=folder, proposed=lambda _: "data"),
    Question(name="contact", check=contact, proposed=lambda _: ""),
    Question(name="channel", check=_among("folder", "smtp"), proposed=lambda _: "folder"),
    Question(name="sender", check=address, proposed=_own, comes=_smtp),
    Question(name="service", check=_among(*PROVIDERS, OTHER), proposed=_service, comes=_smtp),
    Question(name="host", check=host, proposed=_known("host", ""), comes=_smtp),
    Question(name="port", check=port, proposed=_known("port", "587"), comes=_smtp),
    Question(name="security", check=_among("tls", "starttls", "none"), proposed=_security, comes=_smtp),
    Question(name="login", check=str, proposed=lambda answers: str(answers.get("sender", "")), comes=_smtp),
    Question(
        name="password", check=secret, proposed=lambda _: "", comes=lambda one: bool(one.get("login")), hidden=True
    ),
    Question(name="to", check=addresses, proposed=_own),
    Question(name="agreed", check=consent, proposed=_is_own, comes=lambda one: bool(one.get("to"))),
    Question(name="operators", check=addresses, proposed=_own),
    Question(name="crawl", check=times, proposed=lambda _: "06:30"),
    Question(name="digest", check=time, proposed=lambda _: "08:00"),
    Question(name="weekly", check=time, proposed=lambda _: "08:10"),
)
EMPTY = frozenset({"contact", "login", "password", "to", "operators"})
"""Questions to which nothing is an answer."""


def answered(question: Question, stated: str) -> Any:
    """Return an answer as it is used; raises WrongUse when it will not do."""
    plain = stated if question.hidden else stated.strip()
    plain = "" if plain == NOTHING else plain
    if not plain and question.name not in EMPTY:
        raise WrongUse("an answer is needed")
    if (len(plain) > LONGEST and not question.hidden) or not plain.isprintable():
        raise WrongUse("too long, or with signs that can not be written")
    return question.check(plain)

"""The settings: where they come from, and who may read them. That they are right was seen when they were read."""

import tomllib
from collections.abc import Iterator

from archive.config import NOT_SETTINGS, PREFIX
from scheduler.doctor.finding import Finding, Installation, warning, well

NAME = "settings"
OTHERS = 0o007


def look(it: Installation) -> Iterator[Finding]:
    """Tell the file and the variables in force, and a password in a file that others may read."""
    names = sorted(name for name in it.environ if name.startswith(PREFIX) and name not in NOT_SETTINGS)
    variables = f", and {', '.join(names)}" if names else ""
    if it.file is None:
        said = f"no file, all is as it comes{variables}"
        yield well(NAME, said) if names else warning(NAME, said, "`zswatch init` writes zswatch.toml")
    else:
        yield well(NAME, f"{it.file}{variables}")
        mail = tomllib.loads(it.file.read_text(encoding="utf-8")).get("mail", {})
        if mail.get("password"):
            yield _password(it.file.stat().st_mode, str(it.file))
    if it.settings.crawler.contact == "":
        do = "set crawler.contact to an address or page of yours: owners of sites block whom they can not reach"
        yield warning(NAME, "crawler.contact is empty", do)


def _password(mode: int, file: str) -> Finding:
    do = f"put it into a file of its own, mail.password_file; until then: chmod 640 {file}"
    if mode & OTHERS:
        return warning(NAME, f"{file} holds mail.password, and everybody on this machine may read it", do)
    return warning(NAME, f"{file} holds mail.password", "put it into a file of its own, mail.password_file")

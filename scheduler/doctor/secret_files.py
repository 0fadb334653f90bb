"""Files with secrets: that they are there, hold something, and that only those who need them may read them."""

from collections.abc import Iterator
from pathlib import Path

from archive import secrets
from archive.config import Settings
from archive.errors import WrongSettings
from archive.tokens import SECRET_FILE
from scheduler.doctor.finding import Finding, Installation, fault, warning, well

NAME = "secrets"
OTHERS = 0o007


def look(it: Installation) -> Iterator[Finding]:
    """Tell each file that can not be used or that everybody may read, else how many there are."""
    stated = dict(named(it.settings))
    faults = [finding for name, file in stated.items() for finding in _of(name, file)]
    own = it.settings.data_dir / SECRET_FILE
    if own.is_file():
        faults += _open_to_others("the installation's own secret", own)
    yield from faults
    if not faults:
        yield well(NAME, f"{len(stated)} files, each readable here and by nobody else" if stated else "none are needed")


def named(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Give each setting that names a file with a secret, and the file; tables are called by their names."""
    if settings.database_url_file is not None:
        yield "database_url_file", settings.database_url_file
    for key, section in settings:
        for one in section if isinstance(section, tuple) else (section,):
            prefix = f"{key}.{one.name}" if isinstance(section, tuple) and hasattr(one, "name") else key
            for name, value in one if hasattr(one, "model_fields_set") else ():
                if name.endswith("_file") and isinstance(value, Path):
                    yield f"{prefix}.{name}", value


def _of(name: str, file: Path) -> Iterator[Finding]:
    if name == "mail.token_file" and not file.exists():
        return  # it is made when the first token is had
    if name in {"web.users_file", "mail.dkim_key_file"}:
        if not file.is_file():
            yield fault(NAME, f"{name}: {file}: no such file", "make it, or correct the setting")
            return
    else:
        try:
            secrets.read(name, file)
        except WrongSettings as error:
            yield fault(NAME, str(error), "write the secret into that file, on its first line; chmod 600")
            return
    yield from _open_to_others(name, file)


def _open_to_others(name: str, file: Path) -> Iterator[Finding]:
    if file.stat().st_mode & OTHERS:
        yield warning(NAME, f"{name}: everybody on this machine may read {file}", f"chmod 600 {file}")

"""Settings and a secret as files: each whole or not there, never over another one that is not kept beside."""

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomli_w

from archive import clock
from archive.config import Settings, load, model_of
from archive.errors import WrongUse

HEAD = (
    "# Settings of Zhongshan Watch, written by `zswatch init`. What is not here has its default; docs/settings.md and\n"
    "# deploy/zswatch.example.toml have every key. A variable ZSWATCH_<SECTION>__<KEY> overrides the file.\n"
)
SECRETS = "secrets"
PASSWORD = "mail-password"  # noqa: S105 - the name of a file
READABLE, OWN = 0o644, 0o600


def settings_of(answers: Mapping[str, Any]) -> Settings:
    """Return the settings that the answers make; recipients are no part of them, they are subscribers."""
    mail: dict[str, Any] = {"channel": answers["channel"]}
    mail |= {key: answers[key] for key in ("sender", "host", "port", "security") if key in answers}
    if answers.get("login"):
        mail |= {"username": answers["login"], "password_file": password_file(answers["data_dir"])}
    return Settings.model_validate(
        {
            "language": answers["language"],
            "data_dir": answers["data_dir"],
            "crawler": {"contact": answers["contact"]},
            "mail": mail,
            "watch": {"operators": answers["operators"]},
            "schedule": {key: answers[key] for key in ("crawl", "digest", "weekly")},
        }
    )


def password_file(data_dir: Path) -> Path:
    """Return where the password of the mail server is kept."""
    return data_dir / SECRETS / PASSWORD


def toml_of(settings: Settings) -> str:
    """Return the settings that are not as they come, as a file with the meaning of each before it."""
    stated = settings.model_dump(mode="json", exclude_defaults=True)
    plain, sections = [HEAD.rstrip()], []
    for key, field in Settings.model_fields.items():
        if key not in stated:
            continue
        model, tables = model_of(field.annotation)
        if model is None or tables:
            plain += ["", f"# {field.description}", tomli_w.dumps({key: stated[key]}).rstrip()]
            continue
        sections += ["", f"[{key}]", f"# {(model.__doc__ or '').splitlines()[0]}"]
        for part, value in stated[key].items():
            sections += [f"# {model.model_fields[part].description}", tomli_w.dumps({part: value}).rstrip()]
    return "\n".join([*plain, *sections]) + "\n"


def refuse_existing(file: Path, *, force: bool) -> None:
    """Raise WrongUse when a settings file is there and may not be replaced, or its folder is not."""
    if not file.parent.is_dir():
        raise WrongUse(f"{file.parent}: no such folder")
    if file.exists() and not force:
        raise WrongUse(f"{file}: is there already; --force replaces it and keeps it beside")


def write_settings(file: Path, text: str, *, force: bool) -> Path | None:
    """Write a settings file that can be loaded; returns where the one before is kept, None when there was none.

    Raises WrongUse when one is there and `force` is not given, WrongSettings when what is to be written can not be
    loaded; then all is as before.
    """
    refuse_existing(file, force=force)
    return _put(file, text.encode(), READABLE, over=force, check=load)


def write_secret(file: Path, secret: str) -> Path | None:
    """Write a secret that only its owner can read, into a folder that only he can open; returns as above."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.parent.chmod(0o700)
    if file.is_file() and file.read_text(encoding="utf-8", errors="replace") == f"{secret}\n":
        file.chmod(OWN)
        return None
    return _put(file, f"{secret}\n".encode(), OWN, over=True)


def _put(
    file: Path, content: bytes, mode: int, *, over: bool, check: Callable[[Path], object] = lambda _: None
) -> Path | None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.chmod(mode)
        check(part)
        if not over:
            os.link(part, file)  # which, unlike a rename, never takes the place of a file that came meanwhile
            return None
        kept = _keep_beside(file) if file.exists() else None
        part.replace(file)
    except FileExistsError:
        raise WrongUse(f"{file}: is there already; --force replaces it and keeps it beside") from None
    except OSError as error:
        raise WrongUse(f"{file}: can not be written: {error.strerror}") from None
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return kept


def _keep_beside(file: Path) -> Path:
    """Give the file a second name, which stays when another one takes its place."""
    stamp = f"{clock.now():%Y%m%dT%H%M%S}"
    for number in range(100):
        beside = file.with_name(f"{file.name}.before-{stamp}{f'-{number}' if number else ''}")
        with suppress(FileExistsError):
            os.link(file, beside)
            return beside
    raise WrongUse(f"{file}: a hundred of its predecessors stand beside it; remove some")

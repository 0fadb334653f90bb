"""docs/settings.md: every setting with its type, default, bounds, variable and meaning, made from the code."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import annotated_types as at
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archive.config import PREFIX, Settings, model_of
from archive.sections.schedule import CLOCK_TIME

HEAD = """# Settings

Settings stand in `zswatch.toml` in the working folder, or in the file that `--config` names; what is in neither has its
default. A variable of the environment overrides the file. A key that is not known is an error that names the nearest.
`zswatch init` writes a file with what differs, `zswatch doctor` looks whether it works, and
[deploy/zswatch.example.toml](../deploy/zswatch.example.toml) has every key with its default, to copy from.

In a variable a list is written with commas between (`ZSWATCH_MAIL__TO=a@example.org,b@example.org`) or as JSON; all
tables of a kind are one JSON list of objects. A path is taken from the working folder unless it begins with `/`; times
of day are Beijing time, whatever zone the machine is in.

A secret stands in a file of its own, on its first line: `chmod 600`. What is not set has no value until it is stated.
"""
EXAMPLES = {
    "": 'data_dir = "/var/lib/zswatch"\ndatabase_url = "postgresql://zswatch@localhost/zswatch"\nlanguage = "en"',
    "blobs": 'url = "s3://zswatch/kept"\nendpoint = "https://objects.example.org"\naddressing = "path"',
    "crawler": 'contact = "zswatch@example.org"\nsources_dir = "/etc/zswatch/sources"\ndisabled = ["gd_portal"]',
    "mail": """channel = "smtp"
host = "smtp.exmail.qq.com"
port = 465
security = "tls"
username = "zswatch@example.org"
password_file = "/etc/zswatch/mail-password"
sender = "zswatch@example.org\"""",
    "robots": """name = "office"
kind = "wecom"
url_file = "/etc/zswatch/wecom-address\"""",
    "digest": "fresh_hours = 26",
    "model": """url = "https://api.deepseek.com/v1"
name = "deepseek-chat"
key_file = "/etc/zswatch/model-key"
price_in = 2.0
price_out = 8.0
most_cost_per_day = 5.0""",
    "web": 'url = "https://zswatch.example.org"\nlogin = "header"\ntrusted_proxies = ["10.0.0.1"]',
    "bounces": """host = "imap.exmail.qq.com"
user = "zswatch@example.org"
password_file = "/etc/zswatch/bounces-password\"""",
    "schedule": 'crawl = ["06:30", "18:00"]\ndigest = "07:45"\nmissed_editions = "combined"',
    "crawls": 'name = "fast"\nsources = ["portal-tzgg", "zs_gxj"]\nevery_minutes = 60\nbetween = ["08:00", "20:00"]',
    "retention": "runs_days = 400\nmessages_days = 90",
    "watch": 'operators = ["operator@example.org"]\nheartbeat_url_file = "/etc/zswatch/heartbeat-address"',
    "log": 'format = "json"\nlevel = "warning"',
    "engine": 'kind = "queue"\nurl = "postgresql://zswatch@queue.example.org/zswatch"',
    "network": 'private = ["intranet.example.org", "10.1.0.0/16"]',
}
"""By the name of the section; the empty one for settings outside of any."""


def document() -> str:
    """Return the whole reference."""
    plain = {key: field for key, field in Settings.model_fields.items() if model_of(field.annotation)[0] is None}
    parts = [HEAD, "## Outside of sections\n", *_table(plain, "", tables=False), *_example("", tables=False)]
    for key, field in Settings.model_fields.items():
        model, tables = model_of(field.annotation)
        if model is not None:
            parts += [f"## {_named(key, tables=tables)}\n", f"{(model.__doc__ or '').splitlines()[0]}\n"]
            if tables:
                said = f"The variable `{variable(key, '')}` replaces all of them by a JSON list of objects"
                parts.append(f"{said}, such as `{_json(key, model)}`.\n")
            parts += [*_table(model.model_fields, key, tables=tables), *_example(key, tables=tables)]
    return "\n".join(parts)


def variable(section: str, key: str) -> str:
    """Return the variable that sets a key of a section."""
    return f"{PREFIX}{'__'.join(filter(None, (section, key)))}".upper()


def _named(key: str, *, tables: bool) -> str:
    return f"[[{key}]]" if tables else f"[{key}]"


def _table(fields: dict[str, FieldInfo], section: str, *, tables: bool) -> Iterator[str]:
    if tables:
        yield "| key | type | default | meaning |\n|---|---|---|---|"
    else:
        yield "| key | type | default | meaning | variable |\n|---|---|---|---|---|"
    for key, field in fields.items():
        cells = [f"`{key}`", kind(field), default(field), field.description or ""]
        yield f"| {' | '.join(_cell(one) for one in (*cells, *([] if tables else [f'`{variable(section, key)}`'])))} |"
    yield ""


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


def _example(key: str, *, tables: bool) -> Iterator[str]:
    if key in EXAMPLES:
        head = f"{_named(key, tables=tables)}\n" if key else ""
        yield f"```toml\n{head}{EXAMPLES[key]}\n```\n"


def _json(key: str, model: type[BaseModel]) -> str:
    import tomllib

    stated = tomllib.loads(EXAMPLES[key])
    model.model_validate(stated)
    return json.dumps([stated], ensure_ascii=False)


def default(field: FieldInfo) -> str:
    """Return the default as TOML writes it."""
    if field.is_required():
        return "must be stated"
    value = list(field.default) if isinstance(field.default, tuple) else field.default
    if value is None:
        return "not set"
    return f"`{json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)}`"


def kind(field: FieldInfo) -> str:
    """Return type and bounds in words: `number, more than 0`."""
    bounds = list(_bounds(field.metadata))
    return ", ".join([_type(field.annotation), *bounds])


def _type(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(f"`{one}`" for one in inner)
    if origin in {Union, UnionType}:
        return _type(next(one for one in inner if one is not NoneType))
    if origin is tuple:
        many = "" if inner[-1] is Ellipsis else f"{len(inner)} "
        return f"list of {many}{_type(inner[0])}s"
    return {bool: "`true` or `false`", int: "whole number", float: "number", str: "text", Path: "path"}[annotation]


def _bounds(metadata: list[Any]) -> Iterator[str]:
    for one in metadata:
        for bound, words in (
            (at.Ge, "at least"), (at.Gt, "more than"), (at.Le, "at most"), (at.Lt, "less than"),
        ):  # fmt: skip
            if isinstance(one, bound):
                yield f"{words} {getattr(one, bound.__name__.lower())}"
        if isinstance(one, at.MinLen):
            yield "not empty" if one.min_length == 1 else f"{one.min_length} or more"
        if isinstance(one, at.MaxLen):
            yield f"at most {one.max_length} characters"
        if pattern := getattr(one, "pattern", None):
            yield "as `08:00`" if pattern == CLOCK_TIME else f"as `{pattern}`"

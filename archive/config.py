"""The settings: defaults, then the file, then the environment; a key nobody knows is an error with the nearest one."""

import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError, model_validator

from archive import credentials
from archive.errors import WrongSettings
from archive.sections import Bounces, Crawls, Engine, Log, Mail, Network, Retention, Robot, Schedule, Store, Watch, Web
from archive.sections import Section as _Section

PREFIX = "ZSWATCH_"
DEFAULT_FILE = "zswatch.toml"
NOT_SETTINGS = frozenset(
    {
        "ZSWATCH_JOB",
        "ZSWATCH_LIFELINE",
        "ZSWATCH_NOW",
        "ZSWATCH_RUN",
        "ZSWATCH_TEST_BROWSER",
        "ZSWATCH_TEST_CORPORA",
        "ZSWATCH_TEST_POSTGRES_URL",
    }
)
"""Variables that begin like a setting and are read elsewhere."""


class Crawler(_Section):
    """How the outside world is visited."""

    delay_seconds: float = Field(
        default=1.0, ge=0, description="seconds between two requests to one host; 0 only for tests"
    )
    concurrency_per_host: int = Field(default=1, ge=1, le=8, description="requests under way at one host")
    timeout_seconds: float = Field(default=30.0, gt=0, description="how long one answer may take")
    retries: int = Field(default=2, ge=0, le=10, description="how often a failed request is repeated")
    max_page_bytes: int = Field(
        default=8_000_000, gt=0, description="a larger page is refused, in bytes after decompression"
    )
    max_attachment_bytes: int = Field(default=50_000_000, gt=0, description="a larger attachment is not kept")
    attachment_seconds: float = Field(
        default=20.0, gt=0, description="how long reading one attachment may take; nine times that with recognition"
    )
    recognise: bool = Field(
        default=True, description="recognise words in scans and pictures, where the part ocr is installed"
    )
    max_listing_pages: int = Field(
        default=50, ge=1, description="listing pages read at most in one crawl of one column"
    )
    whole_walk_days: int = Field(
        default=7,
        ge=0,
        description="every listing is walked to its end after so many days, for back-dated posts; 0: never",
    )
    site_search: bool = Field(
        default=True, description="ask the government's own search too, as a second opinion on what the lists hold"
    )
    recheck_days: int = Field(default=14, ge=0, description="announcements this young are asked again for quiet edits")
    contact: str = Field(
        default="", description="address or page printed in the user agent, so that site owners can reach you"
    )
    obey_robots: bool = Field(default=True, description="obey robots.txt")
    sources_dir: Path | None = Field(default=None, description="a folder with more source files")
    disabled: tuple[str, ...] = Field(default=(), description="sources that are not crawled")


class Digest(_Section):
    """What the digest compares and how it looks."""

    meetings: tuple[str, ...] = Field(default=("2025-02-21",), min_length=1, description="meetings to compare with")
    fresh_hours: float = Field(
        default=20.0,
        gt=0,
        description="a run older than this proves nothing; less than a day, so that a missed crawl shows",
    )


class Model(_Section):
    """A language model for summaries and a second opinion; as long as `url` is empty none is asked."""

    url: str = Field(
        default="",
        pattern=r"^$|^https?://[^/@\s]+(/[^\s?#]*)?$",
        description="address of any OpenAI-compatible service, such as https://api.deepseek.com/v1",
    )
    name: str = Field(default="", description="the model's name at that service")
    key_file: Path | None = Field(default=None, description="file whose first line is the service's key")
    summaries: bool = Field(default=True, description="let it write summaries; each sentence is verified")
    second_opinion: bool = Field(default=True, description="ask what it thinks of alignments; it can only dispute them")
    timeout_seconds: float = Field(default=60.0, gt=0, description="how long a whole answer may take")
    run_seconds: float = Field(default=300.0, gt=0, description="how long all answers of one judgement may take")
    most_characters: int = Field(default=12_000, ge=200, description="characters of one paper that are sent at most")
    most_answer_tokens: int = Field(default=1_000, ge=50, description="tokens that one answer may have")
    most_tokens_per_day: int = Field(default=1_000_000, ge=0, description="tokens read and written in a day at most")
    most_cost_per_day: float = Field(default=0.0, ge=0, description="cost of a day at most, by the prices; 0: no limit")
    price_in: float = Field(default=0.0, ge=0, description="price of a million tokens read, in any currency")
    price_out: float = Field(default=0.0, ge=0, description="price of a million tokens written, in the same currency")

    @model_validator(mode="after")
    def _can_be_asked_and_counted(self) -> Self:
        if self.url and not self.name:
            raise ValueError("name: a model with a url needs a name")
        if self.most_cost_per_day and not (self.price_in or self.price_out):
            raise ValueError("most_cost_per_day: without price_in and price_out no cost can be counted")
        return self


class Settings(_Section):
    """Everything that can be set."""

    data_dir: Path = Field(default=Path("data"), description="raw pages, attachments, outbox, logs and the SQLite file")
    database_url: str = Field(
        default="", repr=False, description="SQLAlchemy URL; default the SQLite file in the data folder"
    )
    database_url_file: Path | None = Field(
        default=None, description="file whose first line is that URL, for one with a password"
    )
    language: Literal["zh", "en"] = Field(default="zh", description="language of the interface and of digest headings")
    blobs: Store = Store.model_construct()
    crawler: Crawler = Crawler.model_construct()
    mail: Mail = Mail.model_construct()
    robots: tuple[Robot, ...] = Field(default=(), description="groups and programs that get the digest")
    digest: Digest = Digest.model_construct()
    model: Model = Model.model_construct()
    web: Web = Web.model_construct()
    bounces: Bounces = Bounces.model_construct()
    schedule: Schedule = Schedule.model_construct()
    crawls: tuple[Crawls, ...] = Field(default=(), description="sources that are crawled at times of their own")
    retention: Retention = Retention.model_construct()
    watch: Watch = Watch.model_construct()
    log: Log = Log.model_construct()
    engine: Engine = Engine.model_construct()
    network: Network = Network.model_construct()

    @model_validator(mode="after")
    def _tables_have_names_of_their_own(self) -> Self:
        for table, those in (("robots", self.robots), ("crawls", self.crawls)):
            names = [one.name for one in those]
            if twice := next((name for name in names if names.count(name) > 1), ""):
                raise ValueError(f"{table}: two have the name {twice!r}")
        return self

    def robot(self, name: str, kind: str) -> Robot:
        """Return the robot of that name and kind; raises WrongSettings when none is declared."""
        for one in self.robots:
            if one.name == name and one.kind == kind:
                return one
        known = ", ".join(one.name for one in self.robots if one.kind == kind)
        raise WrongSettings(f"robots: no {kind} robot {name!r} is declared; known are: {known or 'none'}")

    @property
    def url(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'zswatch.sqlite').absolute()}"

    @property
    def sqlite_file(self) -> Path | None:
        """The file of the archive when it is SQLite in the data folder or stated by URL, None for a server."""
        if self.url.startswith("sqlite:///"):
            return Path(self.url.removeprefix("sqlite:///").partition("?")[0])
        return None


def load(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from a file (default ./zswatch.toml when present) and the environment, which wins.

    Raises WrongSettings that names the file or variable, the key, and the nearest known key.
    """
    stated: dict[str, Any] = {}
    file = path or (Path(DEFAULT_FILE) if Path(DEFAULT_FILE).is_file() else None)
    variables = os.environ if environ is None else environ
    credentials.remember(variables)
    if file is not None:
        stated = read_toml(file)
        refuse_unknown(stated, Settings, where=str(file))
        credentials.refuse_written(stated, file)
    for variable, value in sorted(variables.items()):
        if variable.startswith(PREFIX) and variable not in NOT_SETTINGS:
            _override(stated, variable, value)
    try:
        return _with_url(Settings.model_validate(stated))
    except ValidationError as error:
        raise WrongSettings(f"{file or 'environment'}: {first_fault(error)}") from None


def _with_url(settings: Settings) -> Settings:
    """Return settings with the URL of the file that they name, where no URL is stated."""
    if settings.database_url_file is None or settings.database_url:
        return settings
    return settings.model_copy(update={"database_url": credentials.url_in(settings.database_url_file)})


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file; raises WrongSettings that names the file when it is absent, not UTF-8 or not TOML."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WrongSettings(f"{file}: no such file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettings(f"{file}: {error}") from None


def refuse_unknown(stated: Mapping[str, Any], model: type[BaseModel], *, where: str, prefix: str = "") -> None:
    """Raise WrongSettings for the first key that the model does not know, naming the nearest one it does."""
    for key, value in stated.items():
        if key not in model.model_fields:
            raise WrongSettings(f"{where}: unknown key {prefix}{key}{nearest(key, model.model_fields, prefix)}")
        section, tables = model_of(model.model_fields[key].annotation)
        if section is not None:
            for number, one in enumerate(value if tables and isinstance(value, list) else [value]):
                if isinstance(one, Mapping):
                    named = f".{one.get('key') or one.get('name') or number}" if tables else ""
                    refuse_unknown(one, section, where=where, prefix=f"{prefix}{key}{named}.")


def model_of(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Return the model of a section's values, None for a plain setting, and whether it is a list of tables."""
    tables = get_origin(annotation) is tuple
    inner = get_args(annotation)[0] if tables else annotation
    return (inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None), tables


def nearest(word: str, known: Iterable[str], prefix: str = "") -> str:
    """Return `; did you mean X?` for the known word nearest to the given one, or nothing when none is near."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {prefix}{close[0]}?" if close else ""


def first_fault(error: ValidationError) -> str:
    """Return the first fault of a validation as one line: key, what is wrong, what was given."""
    fault = error.errors(include_url=False)[0]
    key = ".".join(str(step) for step in fault["loc"])
    # What is refused may be an address with a password in it, which is not known as one yet.
    return f"{key}: {fault['msg']} (given: {credentials.without_logins(repr(fault['input']))})"


def _override(stated: dict[str, Any], variable: str, value: str) -> None:
    section, _, key = variable.removeprefix(PREFIX).lower().partition("__")
    known = Settings.model_fields
    if section not in known:
        raise WrongSettings(f"{variable}: unknown setting{_nearest_variable(variable)}")
    model, tables = model_of(known[section].annotation)
    if model is not None and not tables:
        if key not in model.model_fields:
            raise WrongSettings(f"{variable}: unknown setting{_nearest_variable(variable)}")
        stated.setdefault(section, {})[key] = _as_value(value, model.model_fields[key].annotation)
    elif key:
        raise WrongSettings(f"{variable}: {section} has no parts{_nearest_variable(variable)}")
    elif tables:
        stated[section] = _as_tables(variable, value)
        refuse_unknown({section: stated[section]}, Settings, where=variable)
    else:
        stated[section] = value


def _as_tables(variable: str, value: str) -> list[Any]:
    """Tables are written as a JSON list of objects, which replaces those of the file."""
    try:
        tables = json.loads(value)
    except ValueError as error:
        raise WrongSettings(f"{variable}: not a JSON list of objects: {error}") from None
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise WrongSettings(f"{variable}: not a JSON list of objects")
    return tables


def _as_value(value: str, annotation: Any) -> Any:
    """Lists are written as JSON or separated by commas; all else is left to the model."""
    if "tuple" not in str(annotation):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError as error:
            raise WrongSettings(f"{value!r} is not a JSON list: {error}") from None
    return [part.strip() for part in value.split(",") if part.strip()]


def _nearest_variable(variable: str) -> str:
    return nearest(variable, known_variables())


def known_variables() -> list[str]:
    """Return every variable that sets something."""
    names = []
    for key, field in Settings.model_fields.items():
        model, tables = model_of(field.annotation)
        if model is not None and not tables:
            names += [f"{PREFIX}{key}__{part}".upper() for part in model.model_fields]
        else:
            names.append(f"{PREFIX}{key}".upper())
    return names

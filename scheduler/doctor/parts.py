"""Optional parts: which are installed, and whether the settings need one that is not."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec

from archive.config import Settings
from scheduler.doctor.finding import Finding, Installation, fault, warning, well

NAME = "parts"
PARTS: dict[str, tuple[str, Callable[[Settings], str]]] = {
    "pg": ("psycopg", lambda one: "database_url" if one.sqlite_file is None else ""),
    "s3": ("s3fs", lambda one: "blobs.url" if one.blobs.url.startswith("s3://") else ""),
    "model": ("openai", lambda one: "model.url" if one.model.url else ""),
    "dkim": ("dkim", lambda one: "mail.dkim_domain" if one.mail.dkim_domain else ""),
    "engine": ("procrastinate", lambda one: "engine.kind" if one.engine.kind == "queue" else ""),
    "otel": ("opentelemetry.sdk", lambda one: "log.otel_url" if one.log.otel_url else ""),
    "ocr": ("rapidocr", lambda _: ""),
    "parquet": ("arro3.io", lambda _: ""),
}
"""By the name of the extra: the package that it brings, and which setting needs it, empty when none does."""


def look(it: Installation) -> Iterator[Finding]:
    """Tell which parts are there, and each that is needed and is not."""
    yield from judged(it.settings, {part for part, (package, _) in PARTS.items() if _is_there(package)})


def judged(settings: Settings, there: set[str]) -> Iterator[Finding]:
    """Say what the parts that are there mean for the settings."""
    yield well(NAME, f"installed: {', '.join(part for part in PARTS if part in there) or 'none of the optional ones'}")
    for part, (_, needed) in PARTS.items():
        if part not in there and (setting := needed(settings)):
            yield fault(NAME, f"{setting} needs the part {part}", f"pip install 'zhongshan-watch[{part}]'")
    if settings.crawler.recognise and "ocr" not in there:
        do = "pip install 'zhongshan-watch[ocr]', or set crawler.recognise = false and know it"
        yield warning(NAME, "scans and pictures are kept but not read", do)


def _is_there(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # of the package that it would be in
        return False

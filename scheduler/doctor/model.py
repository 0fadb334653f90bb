"""The language model: asked which models it has, which costs nothing."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from archive import secrets
from scheduler.doctor.finding import Finding, Installation, fault, warning, well

NAME = "model"
SECONDS = 20.0
MOST_BYTES = 4_000_000
REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def look(it: Installation) -> Iterator[Finding]:
    """Ask the service for the list of its models. Raises TryLater and WrongSettings, which are told."""
    from digest.channels import exchange
    from digest.model import unready

    model = it.settings.model
    if not model.url:
        yield well(NAME, "none is set, and none is needed")
        return
    if why := unready(model):
        yield fault(NAME, why, "mend what is named, or empty model.url")
        return
    key = secrets.read("model.key_file", model.key_file) if model.key_file else "none"
    answer = exchange.get(
        f"{model.url.rstrip('/')}/models", {"Authorization": f"Bearer {key}"}, network=it.settings.network,
        seconds=SECONDS, what="model.url", most=MOST_BYTES,
    )  # fmt: skip
    yield judged(model.name, answer.status, answer.body)


def judged(name: str, status: int, body: bytes) -> Finding:
    """Say what the answer to the question for its models means."""
    if status in REFUSED:
        return fault(NAME, f"the key is refused ({status})", "put a valid key into model.key_file")
    if status != HTTPStatus.OK:
        return warning(NAME, f"answers, and has no list of models ({status})", "watch `zswatch status` after a crawl")
    known = _names(body)
    if known and name not in known:
        near = ", ".join(sorted(known)[:5])
        return fault(NAME, f"has no model {name}; it has {near}", "correct model.name")
    return well(NAME, f"answers{f', and has {name}' if known else ''}; no tokens were spent")


def _names(body: bytes) -> set[str]:
    try:
        stated: Any = json.loads(body)
    except (ValueError, RecursionError):
        return set()
    models = stated.get("data") if isinstance(stated, dict) else None
    found = {str(one.get("id")) for one in models or () if isinstance(one, dict)} if isinstance(models, list) else set()
    return {one for one in found if one.isprintable() and len(one) < 200}  # noqa: PLR2004 - it is told

"""The way to a language model behind an OpenAI-compatible address, which may lie, hang, drip, flood or be away.

Whatever happens, `Model.ask` comes back in time with a reply: the text, or why there is none.
"""

import asyncio
import importlib.util
import json
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from archive import secrets
from archive.config import Model as ModelSettings
from archive.errors import WrongSettings
from archive.outward import OUTWARD, Inward
from archive.sections import Network
from digest.prompt import Question, visible
from digest.quiet import CLIENT, quiet

if TYPE_CHECKING:
    import openai

MOST_BYTES = 400_000
"""Of an answer; the longest one that is of use has a few kilobytes."""
SAID = 160
"""Characters of what the other side says that are told."""
WORDS = {429: "busy", 404: "no such model or address", 401: "the key is refused", 403: "the key is refused"}
UNHEARD = frozenset({"ConnectError", "ConnectTimeout", "ProxyError"})
"""What the HTTP library calls it when no connection came about."""
MISSING = "model.url: a model needs the package openai; install zhongshan-watch with its extra `model`"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """An answer, or why there is none.

    `billed` is False when the question was certainly not worked on. `lasting` tells that the reason lies with the other
    side as a whole, so that the next question would fare no better. Tokens are as the other side counts them.
    """

    text: str = ""
    why: str = ""
    billed: bool = True
    lasting: bool = False
    tokens_in: int | None = None
    tokens_out: int | None = None


class _Unusable(Exception):
    """The other side answered in a way that is of no use; the reply says how."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.why)
        self.reply = reply


def unready(model: ModelSettings) -> str:
    """Return why no model could be asked with these settings, empty when one can be or none is wished for."""
    if not model.url:
        return ""
    if importlib.util.find_spec("openai") is None:
        return MISSING
    return _key(model)[1]


class Model:
    """A model that can be asked; raises nothing that a server can bring about."""

    def __init__(self, settings: ModelSettings, network: Network = OUTWARD) -> None:
        self.settings, self.network = settings, network

    def ask(self, question: Question, seconds: float) -> Reply:
        """Ask and wait for the whole answer, at most so many seconds."""
        if why := unready(self.settings):
            return Reply(why=why, billed=False, lasting=True)
        import openai  # noqa: PLC0415 - it takes most of a second, and most never ask a model

        with quiet("openai", *CLIENT):
            try:
                return asyncio.run(asyncio.wait_for(self._ask(question), seconds))
            except TimeoutError:
                return Reply(why=f"no whole answer within {seconds:.1f} seconds")
            except _Unusable as error:
                return error.reply
            except (Inward, openai.APIConnectionError) as error:
                return _unconnected(error)
            except (openai.OpenAIError, ValueError, TypeError, RecursionError) as error:
                return Reply(why=f"an answer that can not be read ({type(error).__name__})")

    async def _ask(self, question: Question) -> Reply:
        import openai  # noqa: PLC0415

        from digest.outgoing import client as asking  # noqa: PLC0415 - which loads the HTTP library

        http = asking(
            self.settings.url,
            self.network,
            headers={"Accept-Encoding": "identity"},
            event_hooks={"response": [_is_usable]},
        )
        client = openai.AsyncOpenAI(
            base_url=self.settings.url,
            api_key=_key(self.settings)[0] or "none",
            max_retries=0,
            timeout=None,
            http_client=http,
        )
        client.organization = client.project = None  # of the environment of somebody who has an account elsewhere
        body = bytearray()
        async with (
            client,
            client.chat.completions.with_streaming_response.create(
                model=self.settings.name,
                messages=[{"role": "system", "content": question.system}, {"role": "user", "content": question.user}],
                max_tokens=self.settings.most_answer_tokens,
                temperature=0,
                response_format={"type": "json_object"},
            ) as response,
        ):
            async for piece in response.iter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise _Unusable(Reply(why=f"an answer of more than {MOST_BYTES} bytes"))
        return _read(json.loads(body))


async def _is_usable(response: Any) -> None:
    """Look at an answer before its body is read: only a plain 200 is; what is compressed could grow without bound."""
    status = response.status_code
    if status != HTTPStatus.OK:
        raise _Unusable(_refusal(status, response.headers.get("retry-after", "")))
    if response.headers.get("content-encoding", "identity").lower() not in {"", "identity"}:
        raise _Unusable(Reply(why="a compressed answer, which was not asked for"))


def _refusal(status: int, wait: str) -> Reply:
    named = WORDS.get(status) or ("redirected elsewhere" if 300 <= status < 400 else "refused")  # noqa: PLR2004
    after = f", to be asked again after {wait} seconds" if re.fullmatch(r"[0-9]{1,6}", wait) else ""
    # Servers of 5xx may have worked on it; 4xx are answered before any work.
    return Reply(why=f"{named} ({status}{after})", billed=status >= 500, lasting=status < 500)  # noqa: PLR2004


def _read(document: Any) -> Reply:
    """Read a completion, of which nothing is certain."""
    choices = document.get("choices") if isinstance(document, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    text = message.get("content") if isinstance(message, dict) else None
    usage = document.get("usage") if isinstance(document, dict) else None
    counted = usage if isinstance(usage, dict) else {}
    tokens_in, tokens_out = (_count(counted.get(name)) for name in ("prompt_tokens", "completion_tokens"))
    found = text if isinstance(text, str) else ""
    why = "" if found.strip() else "an answer without text"
    return Reply(text=found, why=why, tokens_in=tokens_in, tokens_out=tokens_out)


def _count(stated: Any) -> int | None:
    return stated if isinstance(stated, int) and not isinstance(stated, bool) and stated >= 0 else None


def _unconnected(error: "Inward | openai.APIConnectionError") -> Reply:
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, _Unusable):
            return cause.reply
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Reply(why=f"certificate refused: {cause.verify_message}", billed=False, lasting=True)
        if isinstance(cause, Inward):
            return Reply(why=f"not asked: its host {cause}", billed=False, lasting=True)
    said = visible(secrets.hidden(str(chain[-1])) or type(chain[-1]).__name__)[:SAID]
    heard = not any(type(cause).__name__ in UNHEARD for cause in chain)
    return Reply(why=f"no connection: {said}", billed=heard, lasting=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give an error and what it came from, back to the first."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def _key(model: ModelSettings) -> tuple[str, str]:
    """Return the key, and why there is none to be had; the key is in no message."""
    if model.key_file is None:
        return "", ""
    try:
        key = secrets.read("model.key_file", model.key_file)
    except WrongSettings as error:
        return "", str(error)
    return (key, "") if key.isascii() else ("", f"model.key_file: {model.key_file} has no key in its first line")

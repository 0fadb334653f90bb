"""The way to a language model: whatever the other side does, there is a reply in time, with a reason."""

import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import trustme

from archive.config import Model as Settings
from digest import model, prompt
from digest.reading import read
from tests.model_server import Behaviour, dripping, flooding, hanging, saying, sending, serving
from tests.papers import paper

BODY = "对租用工业机器人的企业，按实际支付租金的30%给予补助，单个企业最高50万元。\n请于2026年12月18日前申报。"
QUESTION = prompt.about_summary(paper(BODY), read(paper(BODY)), (), 10_000)
SECONDS = 1.0
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def ask(url: str, seconds: float = SECONDS, **more: Any) -> model.Reply:
    return model.Model(Settings(url=url, name="test", **more)).ask(QUESTION, seconds)


def test_a_good_answer_comes_back_with_its_tokens() -> None:
    with serving(saying("好")) as endpoint:
        reply = ask(endpoint.url, 10)
    assert reply == model.Reply(text="好", tokens_in=900, tokens_out=60)
    (asked,) = endpoint.asked
    assert asked["model"] == "test"
    assert asked["max_tokens"] == 1000
    assert [one["role"] for one in asked["messages"]] == ["system", "user"]
    assert endpoint.headers[0].startswith("POST /v1/chat/completions ")


BAD: dict[str, tuple[Behaviour, str]] = {
    "hangs": (hanging, "no whole answer within 1.0 seconds"),
    "one byte after the other in the body": (dripping(HEADERS + b"\r\n"), "no whole answer within"),
    "one byte after the other in the headers": (dripping(HEADERS + b"X-More: "), "no whole answer within"),
    "ten million bytes": (flooding, "an answer of more than 400000 bytes"),
    "endless headers": (sending(b"", more="X: " + "y" * 2_000_000 + "\r\n"), "no connection"),
    "garbage": (sending(bytes(range(256)) * 20), "can not be read"),
    "no HTTP": (lambda peer, _: peer.sendall(b"\x00\xff\xfe hello"), "no connection"),
    "HTML": (sending(b"<html><body>login</body></html>", kind="text/html"), "can not be read"),
    "half of the JSON": (sending(b'{"choices": [{"message": {"content": "x'), "can not be read"),
    "JSON that nests too deep": (sending(b"[" * 100_000), "can not be read"),
    "a stream of events": (sending(b'data: {"choices": []}\n\n' * 20, kind="text/event-stream"), "can not be read"),
    "other JSON": (sending(b"[1, 2]"), "an answer without text"),
    "no choices": (sending(b'{"choices": []}'), "an answer without text"),
    "null for text": (sending(b'{"choices": [{"message": {"content": null}}]}'), "an answer without text"),
    "a number for text": (sending(b'{"choices": [{"message": {"content": 7}}]}'), "an answer without text"),
    "compressed": (sending(b"\x1f\x8b", more="Content-Encoding: gzip\r\n"), "a compressed answer"),
    "429": (sending(b"{}", status="429 Too Many", more="Retry-After: 7\r\n"), "busy (429, to be asked again after 7 s"),
    "429 with nonsense": (sending(b"{}", status="429 Too Many", more="Retry-After: <b>\r\n"), "busy (429)"),
    "500": (sending(b"oops", status="500 Internal"), "refused (500)"),
    "500 with an endless body": (dripping(b"HTTP/1.1 500 No\r\n\r\n", b"x" * 9999), "refused (500)"),
    "401": (sending(b"{}", status="401 Unauthorized"), "the key is refused (401)"),
    "unknown model": (
        sending(b'{"error": {"message": "model"}}', status="404 Not Found"),
        "no such model or address (404)",
    ),
    "redirect": (
        sending(b"", status="302 Found", more="Location: http://127.0.0.1:1/\r\n"),
        "redirected elsewhere (302)",
    ),
    "closes at once": (lambda peer, _: peer.close(), "no connection"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_is_a_reason_in_time(case: str) -> None:
    behave, why = BAD[case]
    begun = time.monotonic()
    with serving(behave) as endpoint:
        reply = ask(endpoint.url)
        took = time.monotonic() - begun
    assert why in reply.why
    assert reply.text == ""
    assert took < SECONDS + 8
    assert len(reply.why) < 300


def test_nobody_listens() -> None:
    with serving(hanging) as endpoint:
        gone = endpoint.url
    reply = ask(gone)
    assert reply.why.startswith("no connection")
    assert reply.lasting
    assert not reply.billed


def test_what_a_refusal_costs() -> None:
    for status, billed in (("429 Busy", False), ("404 No", False), ("503 No", True)):
        with serving(sending(b"", status=status)) as endpoint:
            assert ask(endpoint.url).billed is billed


@pytest.mark.parametrize(
    "usage", [None, 7, "many", [], {"prompt_tokens": -5, "completion_tokens": "x"}, {"prompt_tokens": True}]
)
def test_tokens_that_are_no_numbers_are_not_known(usage: Any) -> None:
    with serving(saying("好", usage=usage if usage is not None else {})) as endpoint:
        reply = ask(endpoint.url, 10)
    assert (reply.text, reply.tokens_in, reply.tokens_out) == ("好", None, None)


def test_the_key_is_sent_and_never_told(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("sk-very-secret\nsecond line\n")
    with serving(sending(b"sk-very-secret", status="401 No")) as endpoint:
        reply = ask(endpoint.url, key_file=file)
    assert "authorization: bearer sk-very-secret" in endpoint.headers[0].lower()
    assert "secret" not in repr(reply)


def test_no_other_account_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "ORG_ID", "PROJECT_ID", "ADMIN_KEY"):
        monkeypatch.setenv(f"OPENAI_{name}", "somebody-else")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    with serving(saying("好")) as endpoint:
        assert ask(endpoint.url, 10).text == "好"
    assert "somebody-else" not in endpoint.headers[0]


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe", "密钥".encode()])
def test_a_key_that_can_not_be_read_is_named_without_asking(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    with serving(saying("好")) as endpoint:
        reply = ask(endpoint.url, key_file=file)
    assert reply.why.startswith(f"model.key_file: {file} ")
    assert reply.lasting
    assert endpoint.asked == []


def test_a_proxy_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(saying("好")) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        assert ask("http://model.example.org/v1", 10).text == "好"
    assert proxy.headers[0].startswith("POST http://model.example.org/v1/chat/completions ")


def test_certificates_are_checked_and_ssl_cert_file_is_honoured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority = trustme.CA()
    with serving(saying("好"), authority=authority) as endpoint:
        url = f"https://127.0.0.1:{endpoint.port}/v1"
        reply = ask(url, 10)
        assert reply.why.startswith("certificate refused")
        assert reply.lasting
        file = tmp_path / "authority.pem"
        authority.cert_pem.write_to_path(str(file))
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert ask(url, 10).text == "好"
    assert ssl.get_default_verify_paths().openssl_cafile_env == "SSL_CERT_FILE"


def test_without_the_extra_it_is_named() -> None:
    program = (
        "import sys\nsys.modules['openai'] = None\nfrom archive.config import Model as S\nfrom digest import model\n"
        "print(model.unready(S(url='http://127.0.0.1:1/v1', name='x')) or 'ready')\n"
        "print(model.unready(S()) or 'nothing wished for')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert done.stdout.splitlines() == [model.MISSING, "nothing wished for"]
    assert "extra `model`" in model.MISSING


def test_the_library_is_not_imported_as_long_as_nobody_is_asked() -> None:
    program = "import sys\nimport digest.run\nprint('openai' in sys.modules, 'httpx2' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert done.stdout.strip() == "False False"

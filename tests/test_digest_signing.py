"""Signed mails: another program finds the signature right, and no header that matters can be changed or added."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from archive.errors import WrongSettings
from archive.records import StoredEdition
from archive.sections import Mail
from digest import signing
from digest.message import build
from digest.signing import signed
from tests.editions import DAY, NOW

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = {
    "pkcs1": KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
    "pkcs8": KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
}
LEAVE = "https://watch.example.org/subscriptions/leave/abc.def"


def mail(folder: Path, key: bytes = PEM["pkcs1"], **stated: str) -> Mail:
    (folder / "key.pem").write_bytes(key)
    plain = {"dkim_domain": "example.org", "dkim_selector": "zs2026", "dkim_key_file": folder / "key.pem"}
    return Mail.model_validate(plain | stated)


def letter(**changed: str) -> bytes:
    plain = {"key": "daily-2026-11-19", "kind": "daily", "language": "zh", "subject": "中山观察：新增 4 条"}
    edition = StoredEdition(
        date=DAY, composed_at=NOW, content={}, html="<p>你好</p>", text="你好\n", **(plain | changed)
    )
    return build(
        edition, recipient="a@example.org", sender="w@example.org", sender_name="中山观察", leave=LEAVE
    ).as_bytes()


def record(name: bytes, timeout: int = 5) -> bytes:
    """The name server's answer."""
    assert name.rstrip(b".") == b"zs2026._domainkey.example.org"
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).splitlines()
    return b"v=DKIM1; k=rsa; p=" + b"".join(public[1:-1])


def holds(raw: bytes) -> bool:
    return bool(dkim.verify(raw, dnsfunc=record))


@pytest.mark.parametrize("kind", PEM)
def test_another_program_finds_the_signature_right(kind: str, tmp_path: Path) -> None:
    raw = signed(letter(), mail(tmp_path, PEM[kind]), NOW)
    assert raw.endswith(letter())
    assert holds(raw)


def test_the_bytes_are_the_same_whenever_it_is_signed(tmp_path: Path) -> None:
    first, again = (signed(letter(), mail(tmp_path), NOW) for _ in range(2))
    assert first == again
    assert f"t={int(NOW.timestamp())};".encode() in first
    assert signed(letter(), mail(tmp_path), NOW + timedelta(days=1)) != first
    assert max(len(line) for line in first.splitlines()) <= 998


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"a@example.org", b"b@example.org"),
        (b"w@example.org", b"x@example.org"),
        (LEAVE.encode(), LEAVE.encode() + b"x"),
        (b"One-Click", b"Two-Click"),
        (b"Message-ID: <", b"Message-ID: <x"),
        (b"List-Id: Zhongshan", b"List-Id: Other"),
        (b"Date: Thu", b"Date: Fri"),
        (b"5L2g5aW9DQo=", b"5L2g5aW9DQs="),
    ],
)
def test_what_is_changed_shows(old: bytes, new: bytes, tmp_path: Path) -> None:
    raw = signed(letter(), mail(tmp_path), NOW)
    _, end, rest = raw.partition(b"\r\nSubject:")
    assert old in rest
    assert not holds(raw[: -len(rest)] + rest.replace(old, new, 1))
    assert end


def test_the_headers_of_unsubscribing_are_signed(tmp_path: Path) -> None:
    head = signed(letter(), mail(tmp_path), NOW).partition(b"\r\nSubject:")[0]
    names = re.sub(rb"\s", b"", re.search(rb"h=([^;]+);", head)[1]).split(b":")  # type: ignore[index]
    assert {b"from", b"to", b"subject", b"date", b"message-id", b"list-unsubscribe", b"list-unsubscribe-post"} <= set(
        names
    )


def test_without_a_domain_nothing_is_signed() -> None:
    assert signed(letter(), Mail(), NOW) == letter()


def test_a_chinese_domain(tmp_path: Path) -> None:
    raw = signed(letter(), mail(tmp_path, dkim_domain="例子.中国"), NOW)
    assert b"d=xn--fsqu00a.xn--fiqs8s;" in raw


@pytest.mark.parametrize("content", [b"", b"not a key", PEM["pkcs1"][:200], b"\xff\xfe"])
def test_a_key_that_is_none_is_named_and_never_shown(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match=r"mail\.dkim_key_file: .*key\.pem") as caught:
        signed(letter(), mail(tmp_path, content), NOW)
    assert "MII" not in str(caught.value)


def test_a_key_that_is_missing(tmp_path: Path) -> None:
    stated = mail(tmp_path)
    (tmp_path / "key.pem").unlink()
    with pytest.raises(WrongSettings, match="can not be read: No such file"):
        signed(letter(), stated, NOW)


def test_without_the_package_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(WrongSettings, match="extra `dkim`"):
        signed(letter(), mail(tmp_path), NOW)


def test_signing_is_quick(tmp_path: Path) -> None:
    begun = datetime.now(tz=NOW.tzinfo)
    for _ in range(10):
        signed(letter(), mail(tmp_path), NOW)
    assert datetime.now(tz=NOW.tzinfo) - begun < timedelta(seconds=5)

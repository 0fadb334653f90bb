"""Every secret that settings can hold is known, so that it can be kept out of what is said."""

import base64
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from archive.config import Model, Settings, model_of
from archive.sections import Bounces, Engine, Mail, Robot, Store, Watch, Web
from archive.tokens import secret
from scheduler.redaction import Redactor
from scheduler.secret_values import secret_values

DINGTALK = "https://oapi.example.org/robot/send?access_token=0123456789abcdef"
WEBHOOK = "https://user:pass-word-77@example.org/hook/aVeryLongStepOfThePath"
KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"


def full(tmp_path: Path) -> tuple[Settings, list[str]]:
    """Settings in which every secret is stated, and those secrets."""
    held: list[str] = []

    def file(content: str = "") -> Path:
        held.append(content or f"secret-number-{len(held)}-of-all")
        path = tmp_path / f"file-{len(held)}"
        path.write_text(held[-1] + "\n", encoding="utf-8")
        return path

    def word() -> str:
        held.append(f"word-number-{len(held)}-of-all")
        return held[-1]

    robots = (
        Robot(name="a", kind="dingtalk", url_file=file(DINGTALK), secret_file=file()),
        Robot(name="b", kind="webhook", url_file=file(WEBHOOK), secret_file=file()),
    )  # fmt: skip
    settings = Settings(
        data_dir=tmp_path / "data",
        database_url=f"postgresql://zs:{word()}@db.example.org/zs",
        database_url_file=file("postgresql://zs:pass-of-a-database@db.example.org/zs"),
        mail=Mail(
            username="zs@example.org", password=word(), password_file=file(), auth="xoauth2", token_file=file(),
            oauth_url="https://login.example.org/token", oauth_client_id="us", oauth_client_secret_file=file(),
            oauth_refresh_token_file=file(), dkim_domain="example.org", dkim_selector="s",
            dkim_key_file=file(KEY),
        ),
        bounces=Bounces(host="imap.example.org", user="zs", password_file=file()),
        model=Model(url="https://model.example.org/v1", name="m", key_file=file()),
        blobs=Store(url="s3://bucket/x", key_id_file=file(), secret_file=file()),
        web=Web(login="basic", users_file=file("chen:scrypt$16384$8$1$c2FsdHNhbHQ$aGFzaGhhc2g")),
        watch=Watch(heartbeat_url_file=file("https://hc.example.org/ping/0000-1111-2222-3333")),
        engine=Engine(url=f"postgresql://zs:{word()}@queue.example.org/zs"),
        robots=robots,
    )  # fmt: skip
    return settings, held


def stated(model: BaseModel, path: str = "") -> dict[str, Any]:
    """Return every setting by its path."""
    found: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            found |= stated(value, f"{path}{name}.")
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for one in value:
                found |= stated(one, f"{path}{name}.")
        else:
            found[f"{path}{name}"] = value
    return found


def test_every_secret_of_the_settings_and_their_files_is_known(tmp_path: Path) -> None:
    settings, held = full(tmp_path)
    redactor = Redactor()
    redactor.add(*secret_values(settings))
    for one in held:
        for line in one.splitlines():
            assert line.startswith("-----") or redactor.redacted(f"<{line}>") in {"<***>", "<https://user:***@***>"}, (
                line
            )
    said = redactor.redacted(
        "POST /robot/send?access_token=0123456789abcdef, GET /hook/aVeryLongStepOfThePath, pass-word-77, "
        "chen: scrypt$16384$8$1$c2FsdHNhbHQ$aGFzaGhhc2g, /ping/0000-1111-2222-3333"
    )
    for hidden in ("0123456789abcdef", "aVeryLong", "pass-word-77", "c2Fsd", "0000-1111"):
        assert hidden not in said
    for login in (f"\0zs@example.org\0{settings.mail.password}", f"zs@example.org:{settings.mail.password}"):
        assert "***" in redactor.redacted(f"AUTH PLAIN {base64.b64encode(login.encode()).decode()}")


def test_the_full_settings_of_this_test_state_every_file_and_hidden_setting_there_is(tmp_path: Path) -> None:
    """A new secret setting must be put into `full`, and is then known or the test above fails."""
    settings, _ = full(tmp_path)
    values = stated(settings)
    names = [name for name, value in values.items() if name.endswith("_file")]
    assert names == [name for name in names if values[name] is not None]
    hidden = {
        f"{section}.{name}"
        for section, field in Settings.model_fields.items()
        if (model := model_of(field.annotation)[0]) is not None
        for name, inner in model.model_fields.items()
        if inner.repr is False
    }
    assert hidden == {"mail.password", "engine.url"}


def test_the_installation_s_own_secret_and_the_environment_s_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG")
    monkeypatch.setenv("PGPASSWORD", "from-the-environment")
    own = secret(tmp_path).decode()
    known = set(secret_values(Settings(data_dir=tmp_path)))
    assert {own, "wJalrXUtnFEMI/K7MDENG", "from-the-environment"} <= known


def test_files_that_are_not_there_or_hold_anything_are_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "mail-token").write_bytes(b"\xff\xfe" + b"x" * 10_000_000)
    (tmp_path / "secret").mkdir()
    (tmp_path / "odd").write_text("https://[half-an-address/aVeryLongStepOfThePath\n")
    settings = Settings(data_dir=tmp_path, mail=Mail(password_file=tmp_path / "none", token_file=tmp_path / "odd"))
    assert "https://[half-an-address/aVeryLongStepOfThePath" in set(secret_values(settings))

"""What docs/channels.md says of webhooks and settings works as it stands there."""

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archive.config import Settings
from digest.channels import webhook
from digest.outbox import FIRST_WAIT, LONGEST_WAIT
from tests.documents import ROOT
from tests.test_digest_channels_smtp import mail

DOCUMENT = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
SECRET = "whsec_" + "c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMgb3IgbW9yZQ=="


@pytest.fixture
def genuine() -> Any:
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - it is ours
    return names["is_genuine"]


@pytest.mark.parametrize("block", BLOCKS)
def test_settings_shown_are_settings(block: str) -> None:
    Settings.model_validate(tomllib.loads(block))


def test_the_snippet_knows_a_request_of_ours_from_others(genuine: Any, tmp_path: Path) -> None:
    body = '{"type": "edition.daily", "subject": "中山观察"}'.encode()
    moment = datetime.now().astimezone()
    sent = webhook.ask("https://x/", SECRET, mail(message=body), moment)
    assert genuine(sent.headers, sent.body, SECRET)
    assert not genuine(sent.headers, sent.body + b" ", SECRET)
    assert not genuine(sent.headers, sent.body, SECRET.replace("c2Vj", "d2Vj"))
    old = webhook.ask("https://x/", SECRET, mail(message=body), moment.replace(year=moment.year - 1))
    assert not genuine(old.headers, old.body, SECRET)


def test_times_and_limits_are_those_of_the_program() -> None:
    assert f"After {FIRST_WAIT.seconds // 60} minutes" in DOCUMENT
    assert (LONGEST_WAIT.seconds, "up to an hour" in DOCUMENT) == (3600, True)
    assert f"`mail.retry_hours` ({Settings().mail.retry_hours:g})" in DOCUMENT

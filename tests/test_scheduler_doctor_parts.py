"""The doctor looks at optional parts and at fonts."""

import tomllib
from pathlib import Path

import pytest

from archive.config import Settings
from scheduler.doctor import fonts, parts
from tests.doctored import installation, lines, only

ROOT = Path(__file__).parents[1]
EVERY = set(parts.PARTS)


def test_every_optional_part_of_the_package_is_known() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(project["optional-dependencies"]) - {"all"} == EVERY


def test_parts_that_are_there_are_named() -> None:
    assert only(lambda it: parts.judged(it.settings, EVERY), installation()) == (
        "ok", "installed: pg, s3, model, dkim, engine, otel, ocr, parquet",
    )  # fmt: skip
    assert lines(parts.look(installation()))[0][0] == "ok"


@pytest.mark.parametrize(
    ("stated", "part", "setting"),
    [
        ({"database_url": "postgresql://host/base"}, "pg", "database_url"),
        ({"blobs": {"url": "s3://bucket/kept"}}, "s3", "blobs.url"),
        ({"model": {"url": "https://example.org/v1", "name": "m"}}, "model", "model.url"),
        ({"mail": {"dkim_domain": "a.b", "dkim_selector": "s", "dkim_key_file": "k"}}, "dkim", "mail.dkim_domain"),
        ({"engine": {"kind": "queue"}, "database_url": "postgresql://host/base"}, "engine", "engine.kind"),
        ({"log": {"otel_url": "http://localhost:4318"}}, "otel", "log.otel_url"),
    ],
)  # fmt: skip
def test_a_part_that_a_setting_needs_and_that_is_missing_is_a_fault(
    stated: dict[str, object], part: str, setting: str
) -> None:
    settings = Settings.model_validate(stated)
    (_, one) = parts.judged(settings, EVERY - {part})
    assert (one.mark, one.found) == ("fault", f"{setting} needs the part {part}")
    assert one.do == f"pip install 'zhongshan-watch[{part}]'"
    assert len(list(parts.judged(settings, EVERY))) == 1


def test_scans_that_nobody_reads_are_a_warning_unless_that_is_wanted() -> None:
    assert [mark for mark, _ in lines(parts.judged(Settings(), set()))] == ["ok", "warning"]
    off = Settings.model_validate({"crawler": {"recognise": False}})
    assert lines(parts.judged(off, set())) == [("ok", "installed: none of the optional ones")]


def test_fonts_without_chinese_letters_are_a_warning() -> None:
    assert fonts.judged(drawn=True).mark == "ok"
    assert "fonts-wqy-microhei" in fonts.judged(drawn=False).do
    assert only(fonts.look, installation())[0] in {"ok", "warning"}  # as this machine is

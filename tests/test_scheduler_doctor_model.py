"""The doctor asks a model what it has, the store whether it keeps, and our pages whether they answer."""

import json
from pathlib import Path

import pytest

from archive.errors import Refused, TryLater
from scheduler.doctor import blobs, model, pages
from scheduler.doctor.finding import Installation
from tests.doctored import installation, lines, only
from tests.model_server import Behaviour, flooding, sending, serving
from tests.object_store import ENVIRONMENT, object_store

SECRET = "sk-geheim"


def asking(url: str, key: Path, name: str = "small") -> Installation:
    return installation(model={"url": url, "name": name, "key_file": key})


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n")
    return file


def having(*names: str) -> Behaviour:
    return sending(json.dumps({"object": "list", "data": [{"id": one} for one in names]}).encode())


def test_without_a_model_none_is_asked() -> None:
    assert only(model.look, installation())[0] == "ok"


def test_a_model_that_is_there_is_well_and_costs_nothing(key: Path) -> None:
    with serving(having("small", "large")) as here:
        assert only(model.look, asking(here.url, key)) == ("ok", "answers, and has small; no tokens were spent")
    assert here.headers[0].startswith("GET /v1/models HTTP/1.1\r\n")
    assert f"authorization: bearer {SECRET}" in here.headers[0].lower()
    assert here.bodies == [b""]


@pytest.mark.parametrize(
    ("behave", "mark", "words"),
    [
        (having("large"), "fault", "has no model small; it has large"),
        (sending(b"{}", status="401 Unauthorized"), "fault", "the key is refused (401)"),
        (sending(b"{}", status="404 Not Found"), "warning", "has no list of models (404)"),
        (sending(b"<html>"), "ok", "answers; no tokens were spent"),
        (sending(b"[" * 100_000), "ok", "answers; no tokens were spent"),
    ],
)
def test_what_a_model_answers(key: Path, behave: Behaviour, mark: str, words: str) -> None:
    with serving(behave) as here:
        found = only(model.look, asking(here.url, key))
    assert found[0] == mark
    assert words in found[1]
    assert SECRET not in found[1]


def test_a_model_that_is_away_or_floods_is_told(key: Path) -> None:
    with pytest.raises(TryLater, match=r"model\.url: no connection"):
        list(model.look(asking("http://127.0.0.1:1/v1", key)))
    with serving(flooding) as here, pytest.raises(TryLater, match="more than 4000000 bytes"):
        list(model.look(asking(here.url, key)))


def test_a_key_that_is_missing_is_a_fault(tmp_path: Path) -> None:
    assert only(model.look, asking("http://127.0.0.1:1/v1", tmp_path / "away"))[0] == "fault"


def test_kept_bytes_in_a_folder_are_left_as_they_were(tmp_path: Path) -> None:
    assert only(blobs.look, installation(data_dir=tmp_path)) == (
        "ok",
        f"{tmp_path / 'blobs'}: written, read and removed",
    )
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
    assert only(blobs.look, installation(data_dir=tmp_path / "none"))[1].endswith("not there yet")
    assert not (tmp_path / "none").exists()


def test_kept_bytes_in_memory_are_a_warning() -> None:
    assert only(blobs.look, installation(blobs={"url": "memory://kept"}))[0] == "warning"


def test_a_bucket_is_written_read_and_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with object_store() as away:
        it = installation(data_dir=tmp_path, blobs=away.store("doctor").model_dump())
        assert only(blobs.look, it) == ("ok", "s3://doctor/kept: written, read and removed")
        assert away.counts()["PUT"] == away.counts()["DELETE"] == 1
        away.always = "denied"
        with pytest.raises(Refused, match=r"Access Denied|AccessDenied|403"):
            list(blobs.look(it))


@pytest.mark.parametrize(
    ("status", "mark"),
    [("200 OK", "ok"), ("401 Unauthorized", "ok"), ("404 Not Found", "warning"), ("502 Bad", "warning")],
)  # fmt: skip
def test_pages_that_do_not_answer_are_a_warning(status: str, mark: str) -> None:
    with serving(sending(b"", status=status, kind="text/html")) as here:
        it = installation(web={"url": f"http://localhost:{here.port}/room"})
        assert only(pages.look, it)[0] == mark
    assert here.headers[0].startswith("GET /room ")


def test_pages_that_are_away_are_told_and_none_are_well() -> None:
    assert lines(pages.look(installation()))[0][0] == "ok"
    with pytest.raises(TryLater, match=r"web\.url: no connection"):
        list(pages.look(installation(web={"url": "http://localhost:1/"})))

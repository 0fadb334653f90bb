"""Real pages of other governments and newspapers go the whole way, from a made-up listing to the digest."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.twin import Twin

CORPORA = Path(os.environ.get("ZSWATCH_TEST_CORPORA") or os.devnull)
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="ZSWATCH_TEST_CORPORA names no folder of real pages")
SOURCE = "corpus-list"


@pytest.mark.parametrize("charset", [True, False], ids=["charset stated", "charset not stated"])
def test_real_pages_are_listed_kept_judged_and_digested(tmp_path: Path, charset: bool) -> None:
    with Twin(corpus=CORPORA, corpus_charset=charset) as twin:
        (tmp_path / "sources").mkdir()
        assert twin.write_sources(tmp_path / "sources") == [SOURCE]
        assert twin.corpus
        pages = twin.corpus.pages
        environment = os.environ | twin.environment()
        environment |= {
            "ZSWATCH_NOW": "2026-11-20T09:00:00+08:00",
            "ZSWATCH_DATA_DIR": str(tmp_path / "data"),
            "ZSWATCH_CRAWLER__DELAY_SECONDS": "0",
            "ZSWATCH_CRAWLER__SOURCES_DIR": str(tmp_path / "sources"),
        }

        def zswatch(*arguments: str) -> bytes:
            command = [sys.executable, "-m", "scheduler", *arguments]
            done = subprocess.run(command, env=environment, capture_output=True, check=False)
            assert b"Traceback" not in done.stderr, done.stderr.decode()
            assert done.returncode in (0, 1), done.stderr.decode()
            return done.stdout

        report = json.loads(zswatch("crawl", SOURCE, "--json"))["sources"][0]
        exported = [json.loads(line) for line in zswatch("export").splitlines()]
        zswatch("digest", "preview", "--out", str(tmp_path / "out"))
    assert report["new"] == len(exported) == len(pages), report["errors"]
    assert all(one["title"] and one["body"] and one["relevance"] is not None for one in exported)
    assert not any("\ufffd" in one["title"] for one in exported)
    edition = json.loads((tmp_path / "out" / "edition.json").read_text(encoding="utf-8"))
    assert {item["id"] for item in edition["items"]} == {
        one["id"] for one in exported if one["relevance"]["relevant"] and one["canonical_id"] == one["id"]
    }
    state = next(one for one in edition["sources"] if one["source"] == SOURCE)
    assert state["status"] == report["status"]

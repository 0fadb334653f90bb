"""The interface held against its own OpenAPI document by schemathesis: no failure of ours, every answer as it says.

What is sent is right and wrong, and at each bound. That what is right is accepted is not asked here: a cursor that no
answer gave and a query of too many words are refused, and no schema can say which they are.
"""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from archive.store import Archive
from tests.interface import speaking

EXAMPLES = 8
"""Random requests of each address, beside those at the bounds (about 1,000 in all)."""


@pytest.mark.timeout(300)
def test_every_answer_is_what_the_document_says(sqlite_archive: Archive, tmp_path: Path, now: datetime) -> None:
    with speaking(sqlite_archive) as client:
        base = f"http://127.0.0.1:{client.port}/api/v1"
        options = [
            "--phases",
            "coverage,fuzzing",
            "--max-examples",
            str(EXAMPLES),
            "--seed",
            "20250221",
            "--request-timeout",
            "60",
        ]
        checks = ["--exclude-checks", "positive_data_acceptance", "--generation-database", "none"]
        tool = Path(sys.executable).with_name("schemathesis")
        ran = subprocess.run(
            [tool, "run", f"{base}/openapi.json", "--url", base, *options, *checks],
            capture_output=True, text=True, check=False, timeout=280, cwd=tmp_path,
        )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Operations:       18 selected / 18 total" in ran.stdout

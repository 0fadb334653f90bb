"""The example in docs/schedule.md is what it says it is."""

import re
from datetime import time
from pathlib import Path

from archive.config import load
from archive.records.runs import GAVE_WAY
from scheduler import crawl_plans
from scheduler.due import LATE, MOST_MISSED, TRIES, VAIN_TRIES
from scheduler.plan import jobs, plan
from scheduler.service import GIVES_WAY_AFTER

DOCUMENT = (Path(__file__).parents[1] / "docs" / "schedule.md").read_text()


def test_the_example_is_a_plan_of_shipped_sources(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
    file = tmp_path / "zswatch.toml"
    file.write_text(example)
    settings = load(file, {})
    made = {job.name: job for job in crawl_plans.laid_out(settings)}
    assert list(made)[:3] == ["crawl notices", "crawl province", "crawl"]
    notices = made["crawl notices"].times
    assert (len(notices), notices[0], notices[-1]) == (21, time(8), time(18))
    assert made["crawl"].times == (time(6, 30), time(18))
    dealt = crawl_plans.dealt(settings)
    assert all(dealt.values())
    assert made["crawl notices"].lane == made["crawl"].lane


def test_the_table_has_every_job_with_its_command(tmp_path: Path) -> None:
    (tmp_path / "zswatch.toml").write_text(
        '[bounces]\nhost = "imap.example.org"\n[watch]\noperators = ["a@example.org"]\n'
    )
    rows = dict(re.findall(r"^\| `([a-z]+)` \| [^|]+ \| `([^`]+)`", DOCUMENT, re.MULTILINE))
    for job in plan(load(tmp_path / "zswatch.toml", {})):
        assert rows[job.name].startswith(" ".join(job.command)), job.name
    assert "immediate" in {job.name for job in jobs(load(tmp_path / "zswatch.toml", {}).schedule)}


def test_the_figures_are_those_of_the_code() -> None:
    assert f"up to {MOST_MISSED.days} days back" in DOCUMENT
    assert f"({LATE.seconds // 60} minutes late)" in DOCUMENT
    assert f"is tried {VAIN_TRIES} times" in " ".join(DOCUMENT.split())
    assert "after five times" in DOCUMENT
    assert (TRIES, GIVES_WAY_AFTER) == (5, 600)
    assert "gives way" in DOCUMENT
    assert GAVE_WAY.startswith("gave way")

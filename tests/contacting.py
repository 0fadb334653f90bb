"""Somebody who makes first contact with the twin of the sites, by the command, in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.twin import Twin

ROOT = Path(__file__).parents[1]


@dataclass
class Operator:
    """Somebody with the command, a folder and the sites."""

    folder: Path
    twin: Twin
    more: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        with self.started(*arguments) as process:
            out, said = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, said)

    def started(self, *arguments: str) -> subprocess.Popen[str]:
        variables = os.environ | self.twin.environment()
        variables |= {
            "ZSWATCH_NOW": "2026-11-18T20:00:00+08:00",
            "ZSWATCH_DATA_DIR": str(self.folder / "data"),
            "ZSWATCH_CRAWLER__DELAY_SECONDS": "0",
            "ZSWATCH_CRAWLER__RETRIES": "0",
            "PYTHONPATH": str(ROOT),
        }
        variables |= {"ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "5"} | self.more
        command = [sys.executable, "-m", "scheduler", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=variables, cwd=self.folder, stdout=pipe, stderr=pipe, text=True)

    def check(self, *arguments: str, code: int) -> dict[str, Any]:
        done = self.run("sources", "check", "--live", "--json", *arguments)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        document = json.loads(done.stdout)
        schema = json.loads((ROOT / "docs" / "schemas" / "contact.schema.json").read_text(encoding="utf-8"))
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(document)
        return {one["source"]: one for one in document["sources"]}

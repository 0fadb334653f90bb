"""The bill of materials of what is locked, CycloneDX: `python -m tests.bill_of_materials` writes deploy/sbom.cdx.json.

What the lock installs here is installed into a passing folder and described from there: licences, what needs what. The
document names no machine and no registry; the hashes of each file are the lock's.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests import locked

BILL = locked.DEPLOY / "sbom.cdx.json"
BIN = Path(sys.executable).parent
REGISTRIES = ("pypi.org", "pythonhosted.org", "npmjs")
"""Parts of addresses that say where a package was got, and not whose it is."""


def made() -> str:
    """Return the document, the same for the same lock and project."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "venv"
        python = there / "bin" / "python"
        _run("uv", "venv", "--quiet", "--python", sys.executable, there)
        _run("uv", "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", locked.LOCK)
        project = locked.DEPLOY.parent / "pyproject.toml"
        said = _run("cyclonedx-py", "environment", python, "--pyproject", project, "--output-reproducible", "-o", "-")
    return json.dumps(_cleansed(json.loads(said)), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _run(program: str, *arguments: str | Path) -> str:
    return subprocess.run([BIN / program, *arguments], capture_output=True, text=True, check=True).stdout


def _cleansed(value: Any) -> Any:
    """Leave out references to registries and to files of this machine."""
    if isinstance(value, dict):
        return {key: _cleansed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_cleansed(one) for one in value if not (isinstance(one, dict) and _is_a_place(str(one.get("url", ""))))]
    return value


def _is_a_place(url: str) -> bool:
    return url.startswith("file:") or any(one in url for one in REGISTRIES)


if __name__ == "__main__":
    BILL.write_text(made(), encoding="utf-8")
    print(BILL.relative_to(locked.DEPLOY.parent))

"""Known vulnerabilities of what is locked: `python -m tests.audit [ADVISORIES]`.

Without an argument pip-audit asks its two services, one after the other. With one, no service is asked: ADVISORIES is
what OSV publishes of an ecosystem in one file (all.zip of PyPI), carried to a machine without internet. Exit codes: 0
nothing is known, 1 something is, 3 nobody could be asked about some packages (which is no good news).
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from tests import locked

BIN = Path(sys.executable).parent
SERVICES = ("pypi", "osv")
FOUND, UNANSWERED = 1, 3
MOST_BYTES = 5_000_000
"""Of one advisory, unpacked."""


@dataclass(frozen=True)
class Finding:
    """One advisory that names a locked version."""

    package: str
    version: str
    advisory: str
    summary: str


def offline(advisories: Path, lines: Iterable[locked.Locked]) -> list[Finding]:
    """Return what OSV's file knows of locked versions; withdrawn advisories are none."""
    held: dict[str, set[str]] = {}
    for one in lines:
        held.setdefault(one.name, set()).add(one.version)
    found = set()
    for advisory in _advisories(advisories):
        for affected in advisory.get("affected", []):
            package = affected.get("package", {})
            if package.get("ecosystem") != "PyPI":
                continue
            name = canonicalize_name(package.get("name", ""))
            for version in held.get(name, ()):
                if affects(affected, version):
                    found.add(Finding(name, version, advisory["id"], str(advisory.get("summary", ""))[:120]))
    return sorted(found, key=lambda one: (one.package, one.version, one.advisory))


def affects(affected: dict[str, Any], version: str) -> bool:
    """Whether an entry of `affected` names a version, by its list or by a range (osv.dev/docs, "Evaluation")."""
    if version in affected.get("versions", []):
        return True
    ranges = (one for one in affected.get("ranges", []) if one.get("type") in ("ECOSYSTEM", "SEMVER"))
    return any(_within(one.get("events", []), Version(version)) for one in ranges)


def _within(events: list[dict[str, str]], version: Version) -> bool:
    # Events in the order of their versions: the last one at or before ours tells.
    vulnerable = False
    for _, kind, stated in sorted(_stated(events), key=lambda one: one[0]):
        if kind == "introduced" and (stated is None or version >= stated):
            vulnerable = True
        elif stated is not None and (version >= stated if kind == "fixed" else version > stated):
            vulnerable = False
    return vulnerable


def _stated(events: list[dict[str, str]]) -> Iterator[tuple[Version, str, Version | None]]:
    for event in events:
        for kind, text in event.items():
            if kind not in ("introduced", "fixed", "last_affected"):
                continue
            try:
                stated = None if text == "0" else Version(text)
            except InvalidVersion:
                continue
            yield stated or Version("0.dev0"), kind, stated


def _advisories(file: Path) -> Iterator[dict[str, Any]]:
    with zipfile.ZipFile(file) as whole:
        for entry in whole.infolist():
            if entry.filename.endswith(".json") and entry.file_size <= MOST_BYTES:
                advisory: dict[str, Any] = json.loads(whole.read(entry))
                if "withdrawn" not in advisory:
                    yield advisory


def asked(service: str) -> int:
    """Ask a service by pip-audit, print what it says, and return our exit code."""
    command = [BIN / "pip-audit", "--requirement", locked.LOCK, "--no-deps", "--disable-pip", "--progress-spinner=off"]
    ended = subprocess.run(
        [*command, "--vulnerability-service", service, "--format=json"], capture_output=True, text=True, check=False
    )
    try:
        answered = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = ended.stderr.strip().splitlines()[-1:] or ["no answer"]
        print(f"{service}: not asked: {last[0][:200]}")
        return UNANSWERED
    skipped = [one["name"] for one in answered if "skip_reason" in one]
    findings = [(one["name"], one["version"], each["id"]) for one in answered for each in one.get("vulns", [])]
    for finding in findings:
        print(f"{service}:", *finding)
    print(f"{service}: {len(answered) - len(skipped)} of {len(answered)} packages known, {len(findings)} findings")
    return FOUND if findings else UNANSWERED if skipped else 0


def main(arguments: list[str]) -> int:
    """Audit the lock by a file, or by the first service that answers."""
    if arguments:
        lines = locked.read(locked.LOCK)
        findings = offline(Path(arguments[0]), lines)
        for one in findings:
            print(one.package, one.version, one.advisory, one.summary)
        print(f"{arguments[0]}: {len(lines)} locked, {len(findings)} findings")
        return FOUND if findings else 0
    for service in SERVICES:
        if (code := asked(service)) != UNANSWERED:
            return code
    print("nobody could be asked; carry OSV's file here: make audit ADVISORIES=all.zip", file=sys.stderr)
    return UNANSWERED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

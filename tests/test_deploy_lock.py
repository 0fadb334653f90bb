"""What is locked is what pyproject.toml asks for, with hashes, on every machine the program is meant for."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import locked

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = {
    name: stated for name, stated in PROJECT["project"]["optional-dependencies"].items() if name != "all"
}
MACHINES = [
    {"python_version": minor, "python_full_version": f"{minor}.1", "platform_machine": machine, "sys_platform": "linux"}
    | {"os_name": "posix", "platform_system": "Linux", "platform_python_implementation": "CPython", "extra": ""}
    for minor in ("3.11", "3.12", "3.13", "3.14")
    for machine in ("x86_64", "aarch64")
]


def installed(file: Path, machine: dict[str, str]) -> dict[str, locked.Locked]:
    """What a lock installs on a machine, by name; two versions of one name are a fault."""
    found: dict[str, locked.Locked] = {}
    for one in locked.read(file):
        if one.marker is None or one.marker.evaluate(machine):
            assert one.name not in found, f"{one.name} is locked twice for {machine}"
            found[one.name] = one
    return found


def asked(*extras: str) -> Iterator[Requirement]:
    for stated in (*PROJECT["project"]["dependencies"], *(one for extra in extras for one in EXTRAS[extra])):
        yield Requirement(stated)


@pytest.mark.parametrize("file", [locked.LOCK, locked.WITHOUT_OCR, locked.BUILD], ids=lambda file: file.stem)
def test_every_line_pins_a_version_and_its_hashes_and_names_no_place(file: Path) -> None:
    lines = locked.read(file)
    assert len(lines) >= 5
    for one in lines:
        assert one.hashes, one.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in one.hashes), one.name
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted|file:|/tmp/|/root/", text)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: f"{m['python_version']}-{m['platform_machine']}")
@pytest.mark.parametrize(
    ("file", "extras"),
    [(locked.LOCK, sorted(EXTRAS)), (locked.WITHOUT_OCR, sorted(set(EXTRAS) - {"ocr"}))],
    ids=["all", "without-ocr"],
)
def test_the_lock_satisfies_what_the_project_asks_for(file: Path, extras: list[str], machine: dict[str, str]) -> None:
    held = installed(file, machine)
    for one in asked(*extras):
        if one.marker is None or one.marker.evaluate(machine):
            assert one.specifier.contains(held[canonicalize_name(one.name)].version), one


def test_without_recognition_is_a_part_of_the_whole() -> None:
    whole = {(one.name, one.version): one for one in locked.read(locked.LOCK)}
    part = locked.read(locked.WITHOUT_OCR)
    for one in part:
        assert one.hashes == whole[one.name, one.version].hashes
    names = {one.name for one in part}
    left_out = {canonicalize_name(Requirement(one).name) for one in EXTRAS["ocr"]}
    assert not names & left_out
    assert left_out <= {name for name, _ in whole}


def test_what_builds_the_wheel_is_what_the_build_system_asks_for() -> None:
    assert set(PROJECT["build-system"]["requires"]) <= set(PROJECT["dependency-groups"]["build"])
    held = {one.name: one.version for one in locked.read(locked.BUILD)}
    for stated in PROJECT["dependency-groups"]["build"]:
        assert Requirement(stated).specifier.contains(held[canonicalize_name(Requirement(stated).name)])

"""The audit without a service: ranges and lists of OSV's advisories against locked versions."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import canonicalize_name

from tests import audit, locked

LINES = [
    locked.Locked(canonicalize_name(name), version, None, ("sha256:0",))
    for name, version in (("one-two", "1.5"), ("three", "2.0rc1"))
]


def advisory(name: str, *, ecosystem: str = "PyPI", **affected: Any) -> dict[str, Any]:
    return {
        "id": "TEST-1",
        "summary": "s",
        "affected": [{"package": {"ecosystem": ecosystem, "name": name}, **affected}],
    }


def ranged(*events: dict[str, str], kind: str = "ECOSYSTEM") -> dict[str, Any]:
    return {"ranges": [{"type": kind, "events": list(events)}]}


def found(tmp_path: Path, *advisories: dict[str, Any]) -> list[str]:
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as whole:
        whole.writestr("readme.txt", "no advisory")
        for number, one in enumerate(advisories):
            whole.writestr(f"{number}.json", json.dumps(one))
    return [f"{one.package} {one.version}" for one in audit.offline(file, LINES)]


@pytest.mark.parametrize(
    ("events", "hit"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.5"}], False),
        ([{"introduced": "0"}, {"fixed": "1.5.1"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.5"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.4"}], False),
        ([{"introduced": "1.6"}], False),
        ([{"introduced": "1.0"}, {"fixed": "1.2"}, {"introduced": "1.4"}, {"fixed": "1.10"}], True),
        ([{"introduced": "1.4"}, {"fixed": "1.10"}, {"introduced": "1.0"}, {"fixed": "1.2"}], True),
        ([{"introduced": "1.0"}, {"fixed": "1.2"}, {"introduced": "1.6"}], False),
        ([{"introduced": "not a version"}], False),
        ([], False),
    ],
)
def test_a_range_holds_what_lies_between_its_events(tmp_path: Path, events: list[dict[str, str]], hit: bool) -> None:
    assert found(tmp_path, advisory("One_Two", **ranged(*events))) == (["one-two 1.5"] if hit else [])


def test_a_listed_version_is_affected_and_what_is_not_meant_is_not(tmp_path: Path) -> None:
    assert found(tmp_path, advisory("three", versions=["2.0rc1"])) == ["three 2.0rc1"]
    everything = ranged({"introduced": "0"})
    assert found(tmp_path, advisory("four", **everything)) == []
    assert found(tmp_path, advisory("three", ecosystem="npm", **everything)) == []
    assert found(tmp_path, advisory("three", **ranged({"introduced": "0"}, kind="GIT"))) == []
    assert found(tmp_path, {**advisory("three", **everything), "withdrawn": "2026-01-01T00:00:00Z"}) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), unique_by=lambda pair: pair[0]), st.integers(0, 9))
def test_ranges_that_do_not_overlap_are_as_their_union(spans: list[tuple[int, int]], ours: int) -> None:
    ends = sorted(spans)
    apart = [
        (low, low + length + 1)
        for number, (low, length) in enumerate(ends)
        if number + 1 == len(ends) or low + length + 1 < ends[number + 1][0]
    ]
    apart = [one for number, one in enumerate(apart) if all(other[1] < one[0] for other in apart[:number])]
    events = [event for low, high in apart for event in ({"introduced": f"{low}.0"}, {"fixed": f"{high}.0"})]
    expected = any(low <= ours < high for low, high in apart)
    assert audit.affects(ranged(*events), f"{ours}.0") is expected


def test_its_exit_code_tells_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, version = next((one.name, one.version) for one in locked.read(locked.LOCK) if one.marker is None)
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as whole:
        whole.writestr("1.json", json.dumps(advisory(name, versions=[version])))
    assert audit.main([str(file)]) == audit.FOUND
    assert f"{name} {version} TEST-1" in capsys.readouterr().out

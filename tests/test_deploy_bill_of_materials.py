"""deploy/sbom.cdx.json: valid CycloneDX, of what is locked, and of no machine."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from packaging.markers import default_environment
from packaging.utils import canonicalize_name

from tests import bill_of_materials, deploy_tools, locked

TEXT = bill_of_materials.BILL.read_text(encoding="utf-8")
BILL: dict[str, Any] = json.loads(TEXT)


@deploy_tools.module("cyclonedx")
def test_it_is_valid_by_the_schema_of_its_version_and_a_slip_would_be_told() -> None:
    from cyclonedx.schema import _res

    # The schemas are those of the package; its own validator takes a minute for a document as long as this one.
    (folder,) = map(Path, _res.__path__)
    schemas = {one.name: json.loads(one.read_text(encoding="utf-8")) for one in folder.glob("*.schema.json")}
    registry = jsonschema_rs.Registry([(f"http://cyclonedx.org/schema/{name}", one) for name, one in schemas.items()])
    schema = schemas[f"bom-{BILL['specVersion']}.SNAPSHOT.schema.json"]
    validator = jsonschema_rs.validator_for(schema, registry=registry, validate_formats=True)
    assert [one.message for one in validator.iter_errors(BILL)] == []
    slipped = json.loads(TEXT.replace('"purl"', '"pearl"', 1))
    assert len(list(validator.iter_errors(slipped))) == 1


def test_it_holds_what_the_lock_installs_and_nothing_else() -> None:
    described = {(canonicalize_name(one["name"]), one["version"]) for one in BILL["components"]}
    machine = {**default_environment(), "python_version": "3.11", "python_full_version": "3.11.15", "extra": ""}
    machine |= {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    lines = locked.read(locked.LOCK)
    assert described == {(one.name, one.version) for one in lines if one.marker is None or one.marker.evaluate(machine)}


def test_it_says_what_needs_what_from_the_project_on() -> None:
    project = tomllib.loads((locked.DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    root = BILL["metadata"]["component"]
    assert (root["name"], root["version"]) == (project["name"], project["version"])
    needs = {one["ref"]: set(one.get("dependsOn", [])) for one in BILL["dependencies"]}
    names = {one["bom-ref"]: canonicalize_name(one["name"]) for one in BILL["components"]}
    direct = {canonicalize_name(re.split(r"[\[<>=~; ]", one)[0]) for one in project["dependencies"]}
    assert direct - {"backports-zstd"} <= {names[ref] for ref in needs[root["bom-ref"]]}
    assert all(ref in needs for ref in names)


def test_nearly_everything_has_its_licence() -> None:
    without = [one["name"] for one in BILL["components"] if not one.get("licenses")]
    assert len(without) <= 5, without


def test_it_names_no_machine_and_no_registry() -> None:
    assert not re.search(r"file:|/tmp/|/root/|/home/|/work/", TEXT)
    for one in bill_of_materials.REGISTRIES:
        assert one not in TEXT


def test_addresses_of_places_are_left_out_wherever_they_stand() -> None:
    kept = {"type": "vcs", "url": "https://code.example/one"}
    places = [{"url": "file:///home/one/two.whl"}, {"url": f"https://{bill_of_materials.REGISTRIES[0]}/project/one"}]
    assert bill_of_materials._cleansed({"a": [{"b": [*places, kept]}, kept]}) == {"a": [{"b": [kept]}, kept]}


@pytest.mark.parametrize("file", [locked.WITHOUT_OCR])
def test_the_smaller_lock_is_described_too(file: Any) -> None:
    described = {canonicalize_name(one["name"]) for one in BILL["components"]}
    assert {one.name for one in locked.read(file) if one.marker is None} <= described

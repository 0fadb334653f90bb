"""The manifests: built by kustomize, valid by the schemas of Kubernetes, restricted, and whole."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.config import load
from tests import command_lines, deploy_tools

FOLDER = Path(__file__).parents[1] / "deploy" / "kubernetes"
OLDEST, NEWEST = "1.30.0", "1.37.0"
"""Versions of Kubernetes whose schemas the manifests are held against."""
SECRETS = {"database_url", "mail_password", "s3_key_id", "s3_secret", "link_secret"}
"""Keys of the Secret that the runbook has the operator make."""
pytestmark = [deploy_tools.program("kubectl"), deploy_tools.module("yaml"), deploy_tools.module("kubernetes_validate")]

Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def built() -> list[Manifest]:
    """All manifests as kustomize builds them; it fails when a file that is listed is not there."""
    import yaml

    return list(yaml.safe_load_all(deploy_tools.run("kubectl", "kustomize", FOLDER)))


def of_kind(built: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one for one in built if one["kind"] == kind}


def pods(built: list[Manifest]) -> Iterator[tuple[str, Manifest]]:
    """Each pod's template, with the name of what makes it."""
    for one in built:
        spec = one.get("spec", {})
        if one["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if "template" in spec:
            yield one["metadata"]["name"], spec["template"]


def test_every_file_of_the_folder_is_listed() -> None:
    import yaml

    stated = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))
    files = [one.rpartition("=")[2] for one in stated["configMapGenerator"][0]["files"]]
    listed = {"kustomization.yaml", *stated["resources"], *files}
    assert listed == {file.name for file in FOLDER.iterdir()}


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_every_manifest_is_valid_and_says_nothing_unknown(built: list[Manifest], version: str) -> None:
    import kubernetes_validate

    assert len(built) >= 15
    for one in built:
        kubernetes_validate.validate(one, version, strict=True)


def test_a_slip_would_be_told(built: list[Manifest]) -> None:
    import kubernetes_validate

    slipped = json.loads(json.dumps(of_kind(built, "Deployment")["zswatch-service"]))
    slipped["spec"]["template"]["spec"]["containers"][0]["livenesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(slipped, NEWEST, strict=True)


def test_every_pod_keeps_to_the_restricted_profile(built: list[Manifest]) -> None:
    namespace = of_kind(built, "Namespace")["zswatch"]
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    made = dict(pods(built))
    assert len(made) == 5
    for name, template in made.items():
        pod = template["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["runAsUser"] == 10001, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers"} & pod.keys(), name
        kinds = {key for volume in pod["volumes"] for key in volume if key != "name"}
        assert kinds <= {"configMap", "secret", "emptyDir", "persistentVolumeClaim"}, name
        for container in pod["containers"]:
            held = container["securityContext"]
            assert held["allowPrivilegeEscalation"] is False, name
            assert held["readOnlyRootFilesystem"] is True, name
            assert held["capabilities"] == {"drop": ["ALL"]}, name
            assert not any("hostPort" in port for port in container.get("ports", [])), name


def test_every_pod_has_limits_and_no_token_of_the_cluster(built: list[Manifest]) -> None:
    accounts = of_kind(built, "ServiceAccount")
    for name, template in pods(built):
        pod = template["spec"]
        assert pod["automountServiceAccountToken"] is False, name
        assert accounts[pod["serviceAccountName"]]["automountServiceAccountToken"] is False, name
        for container in pod["containers"]:
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys(), name
            assert "memory" in container["resources"]["limits"], name
            assert ":" in container["image"], name
            assert not container["image"].endswith(":latest"), name
        assert all("sizeLimit" in volume["emptyDir"] for volume in pod["volumes"] if "emptyDir" in volume), name


def test_what_is_long_at_work_is_probed_where_the_program_answers(built: list[Manifest]) -> None:
    for part, port in (("service", 8322), ("worker", 8322), ("serve", 8321)):
        deployment = of_kind(built, "Deployment")[f"zswatch-{part}"]
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        known = {one["name"]: one["containerPort"] for one in container["ports"]}
        probes = {kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")}
        assert {known[one["port"]] for one in probes.values()} == {port}
        assert [one["path"] for one in probes.values()] == ["/healthz", "/healthz", "/readyz"]
        assert f"zswatch-{part}" in of_kind(built, "PodDisruptionBudget")


def test_every_volume_that_is_mounted_is_there(built: list[Manifest]) -> None:
    known = {
        ("configMap", "name"): set(of_kind(built, "ConfigMap")),
        ("persistentVolumeClaim", "claimName"): set(of_kind(built, "PersistentVolumeClaim")),
        ("secret", "secretName"): {"zswatch"},
    }
    for name, template in pods(built):
        pod = template["spec"]
        for volume in pod["volumes"]:
            for (kind, key), those in known.items():
                assert kind not in volume or volume[kind][key] in those, name
        for container in pod["containers"]:
            mounted = {mount["name"] for mount in container["volumeMounts"]}
            assert mounted == {one["name"] for one in pod["volumes"]}, name


def test_whatever_chooses_pods_finds_some(built: list[Manifest]) -> None:
    labels = [template["metadata"]["labels"] for _, template in pods(built)]
    for one in built:
        assert one["kind"] == "Namespace" or one["metadata"]["namespace"] == "zswatch"
        if one["kind"] == "NetworkPolicy":
            _reaches_somebody(one, labels)
        elif selector := one.get("spec", {}).get("selector"):
            wanted = selector.get("matchLabels", selector)
            assert any(wanted.items() <= held.items() for held in labels), one["metadata"]["name"]


def _reaches_somebody(policy: Manifest, labels: list[dict[str, str]]) -> None:
    selector = policy["spec"]["podSelector"]
    for key, value in selector.get("matchLabels", {}).items():
        assert any(one.get(key) == value for one in labels), policy["metadata"]["name"]
    for each in selector.get("matchExpressions", []):
        assert set(each["values"]) <= {one.get(each["key"]) for one in labels}, policy["metadata"]["name"]


def test_nothing_is_open_that_is_not_said(built: list[Manifest]) -> None:
    policies = of_kind(built, "NetworkPolicy")
    assert policies["zswatch-nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    blocks = [
        rule["to"]
        for rule in policies["zswatch-outside"]["spec"]["egress"]
        if any("ipBlock" in to for to in rule.get("to", []))
    ]
    refused = {network for to in blocks for one in to for network in one["ipBlock"]["except"]}
    assert {"10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"} <= refused


def test_the_program_understands_what_every_pod_starts(built: list[Manifest]) -> None:
    started = {}
    for name, template in pods(built):
        (container,) = template["spec"]["containers"]
        if "command" not in container:
            started[name] = command_lines.parse(container["args"])
            continue
        lines = container["args"][0].splitlines()
        called = [command_lines.parse(words) for line in lines for words in command_lines.commands(line)]
        started[name] = " ".join(called)
    assert started == {
        "zswatch-service": "zswatch run",
        "zswatch-worker": "zswatch worker",
        "zswatch-serve": "zswatch serve",
        "zswatch-migrate": "zswatch archive upgrade",
        "zswatch-backup": "zswatch backup zswatch backup",
    }


def test_the_settings_are_settings_and_their_secrets_are_in_the_secret(built: list[Manifest], tmp_path: Path) -> None:
    (held,) = of_kind(built, "ConfigMap").values()
    text = held["data"]["zswatch.toml"]
    folder = "/etc/zswatch/secrets"
    named = {value for value in _strings(tomllib.loads(text)) if value.startswith(folder)}
    assert {value.removeprefix(f"{folder}/") for value in named} | {"link_secret"} == SECRETS
    (tmp_path / "database_url").write_text("postgresql://zswatch:0123456789@db.example/zswatch\n")
    file = tmp_path / "zswatch.toml"
    file.write_text(text.replace(folder, str(tmp_path)))
    settings = load(file, environ={})
    assert (settings.engine.kind, settings.log.format, settings.watch.listen) == ("queue", "json", "0.0.0.0:8322")
    assert settings.url.startswith("postgresql://")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, str):
        yield value

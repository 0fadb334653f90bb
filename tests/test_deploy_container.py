"""The container file and compose.yml: clean for their own validators, least rights, and settings that are settings."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from archive.config import load
from tests import command_lines, deploy_tools

DEPLOY = Path(__file__).parents[1] / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = DEPLOY / "compose.yml"
OURS = ("migrate", "service", "serve", "worker")
PINNED = r"[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}"


def stages() -> list[str]:
    return re.split(r"^FROM ", re.sub(r"\\\n", " ", DOCKERFILE), flags=re.MULTILINE)[1:]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """compose.yml as compose itself reads it, all variables at their defaults and every profile on."""
    said = deploy_tools.run("docker-compose", "-f", COMPOSE, "--profile", "workers", "config", "--format", "json")
    found: dict[str, Any] = json.loads(said)
    return found


@deploy_tools.program("hadolint")
def test_the_container_file_is_clean_for_its_linter() -> None:
    assert deploy_tools.run("hadolint", DEPLOY / "Dockerfile") == ""


@deploy_tools.program("shellcheck")
def test_the_scripts_are_clean_for_their_linter() -> None:
    scripts = sorted(DEPLOY.glob("*.sh"))
    assert len(scripts) == 3
    assert deploy_tools.run("shellcheck", *scripts) == ""


def test_the_base_is_pinned_and_both_stages_stand_on_it() -> None:
    assert re.search(rf"^ARG BASE={PINNED}$", DOCKERFILE, re.MULTILINE)
    assert [stage.split()[0] for stage in stages()] == ["${BASE}", "${BASE}"]


def test_the_last_stage_has_no_tools_to_build_and_runs_as_nobody_special() -> None:
    last = stages()[-1]
    assert "COPY --from=build /opt/zswatch /opt/zswatch" in last
    assert re.search(r"pip uninstall \S* ?--yes pip setuptools wheel", last)
    assert not re.search(r"\b(gcc|build-essential|git|curl|wget)\b", last)
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert last.index("USER") > last.rindex("RUN")


def test_the_image_is_installed_by_the_script_that_holds_files_against_their_hashes() -> None:
    assert "sh deploy/install.sh /opt/zswatch" in stages()[0]
    script = (DEPLOY / "install.sh").read_text(encoding="utf-8")
    fetching = [line for line in script.splitlines() if "pip" in line and " install " in line and "-r" in line]
    assert len(fetching) == 1
    assert "--require-hashes" in fetching[0]
    assert 'wheel --require-hashes -r "$here/$lock"' in script
    assert script.count("--no-index") == 1


def test_what_the_image_is_made_of_is_let_through_and_nothing_else() -> None:
    root = DEPLOY.parent
    stated = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in stated if line and not line.startswith(("#", "!", "**/"))] == ["*"]
    through = [line[1:] for line in stated if line.startswith("!")]
    assert {"pyproject.toml", "README.md", "archive", "crawler", "digest", "scheduler"} <= set(through)
    assert all(list(root.glob(one)) for one in through)


def test_the_image_begins_with_a_command_of_the_program() -> None:
    entry, command = (json.loads(found) for found in re.findall(r"^(?:ENTRYPOINT|CMD) (\[.*\])$", DOCKERFILE, re.M))
    assert entry[-1] == "zswatch"
    assert command_lines.parse(command) == "zswatch run"
    health = json.loads(re.findall(r"^ +CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[0])
    compile(health[2], "health check", "exec")
    assert "127.0.0.1:8322/healthz" in health[2]


@deploy_tools.program("docker-compose")
def test_every_container_has_least_rights_and_limits(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*OURS, "database", "mail"}
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert int(service["mem_limit"]) > 0, name
        assert service["pids_limit"] > 0, name
        assert not service.get("privileged"), name
        assert all(port["host_ip"] == "127.0.0.1" for port in service.get("ports", [])), name
        assert all(mount["type"] == "volume" for mount in service.get("volumes", [])), name
    assert not [name for name in OURS if "cap_add" in compose["services"][name]]


@deploy_tools.program("docker-compose")
def test_every_container_is_watched_and_begins_after_what_it_needs(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if name in ("database", "mail", "serve"):
            assert service["healthcheck"]["test"][0] == "CMD", name
        if name in OURS and name != "migrate":
            assert service["depends_on"]["migrate"]["condition"] == "service_completed_successfully", name
    assert compose["services"]["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert compose["services"]["worker"]["deploy"]["replicas"] == 2
    assert compose["networks"]["inside"]["internal"] is True
    assert list(compose["services"]["database"]["networks"]) == ["inside"]


@deploy_tools.program("docker-compose")
def test_what_is_not_ours_is_pinned_by_its_digest(compose: dict[str, Any]) -> None:
    for name in ("database", "mail"):
        assert re.fullmatch(PINNED, compose["services"][name]["image"]), name


@deploy_tools.program("docker-compose")
def test_the_program_understands_commands_and_settings_of_its_containers(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    commands = {name: command_lines.parse(compose["services"][name]["command"]) for name in OURS}
    assert commands == {
        "migrate": "zswatch archive upgrade",
        "service": "zswatch run",
        "serve": "zswatch serve",
        "worker": "zswatch worker",
    }
    url = tmp_path / "database_url"
    url.write_text("postgresql://zswatch:0123456789@database/zswatch\n")
    for name in OURS:
        stated = compose["services"][name]["environment"] | {"ZSWATCH_DATABASE_URL_FILE": str(url)}
        settings = load(None, environ={key: str(value) for key, value in stated.items()})
        assert settings.url.startswith("postgresql://")
        assert settings.mail.password_file == Path("/run/secrets/mail_password")


@deploy_tools.program("docker-compose")
def test_no_secret_stands_in_a_variable(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        told = {key for key in service.get("environment", {}) if re.search("PASSWORD|SECRET|KEY|TOKEN|URL$", key)}
        assert {key for key in told if not key.endswith("_FILE")} <= {"ZSWATCH_WEB__URL", "ZSWATCH_BLOBS__URL"}, name
    for secret in compose["secrets"].values():
        assert Path(secret["file"]).parent == DEPLOY / "secrets"
    ignored = (DEPLOY.parent / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/deploy/secrets/" in ignored


def test_the_secrets_are_made_once_and_for_their_readers_only(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    for _ in range(2):
        subprocess.run(["sh", DEPLOY / "secrets.sh", folder], check=True, capture_output=True)
        made = {file.name: file.read_text().strip() for file in folder.iterdir()}
        assert made == {**made, "mail_password": "replace-me"}
    assert re.fullmatch("[0-9a-f]{48}", made["database_password"])
    assert made["database_url"] == f"postgresql://zswatch:{made['database_password']}@database/zswatch"
    assert folder.stat().st_mode & 0o77 == 0
    again = tmp_path / "again"
    shutil.rmtree(folder)
    subprocess.run(["sh", DEPLOY / "secrets.sh", again], check=True, capture_output=True)
    assert (again / "database_password").read_text() != made["database_password"]

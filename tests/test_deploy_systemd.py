"""The units: understood by systemd, with least rights, and with command lines that the program understands."""

import re
import shlex
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from archive.config import load
from tests import command_lines

UNITS = Path(__file__).parents[1] / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
BLOCK = "# Least rights."
WRITES_CODE = {"zswatch.service", "zswatch-worker@.service"}
"""Units that crawl, by pyOpenSSL: its callbacks are written to memory and executed."""
BOUND = 1.5
"""Of systemd's exposure level, 0 to 10; below 2 is its best class but one."""
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not there")


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60, check=False, env=environment
    )


def directives(file: Path) -> dict[str, list[str]]:
    """The settings of [Service], each with all its values in their order."""
    found: dict[str, list[str]] = {}
    section = file.read_text(encoding="utf-8").partition("[Service]\n")[2].partition("\n[")[0]
    for line in section.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with systemd's own units, ours, and something to execute where ours say that the program is."""
    folder = tmp_path_factory.mktemp("root")
    (folder / "usr" / "lib" / "systemd").mkdir(parents=True)
    shutil.copytree("/usr/lib/systemd/system", folder / "usr" / "lib" / "systemd" / "system", symlinks=True)
    (folder / "lib").symlink_to("usr/lib")
    system = folder / "etc" / "systemd" / "system"
    system.mkdir(parents=True)
    for file in (*SERVICES, *UNITS.glob("*.timer")):
        shutil.copy(file, system)
    for program in ("opt/zswatch/bin/zswatch", "bin/sh"):
        (folder / program).parent.mkdir(parents=True, exist_ok=True)
        (folder / program).write_text("#!/bin/sh\n")
        (folder / program).chmod(0o755)
    return folder


def named(file: Path) -> str:
    return file.name.replace("@.", "@1.")


@needs_systemd
def test_systemd_understands_every_unit(root: Path) -> None:
    units = [named(file) for file in sorted(UNITS.iterdir()) if file.suffix in (".service", ".timer")]
    assert len(units) >= 9
    said = analyze("verify", f"--root={root}", *units)
    assert (said.returncode, said.stdout + said.stderr) == (0, "")


@needs_systemd
def test_systemd_understands_the_drop_in_for_secrets_and_a_slip_would_be_told(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "root"
    shutil.copytree(root, folder, symlinks=True)
    for unit in ("zswatch.service", "zswatch-worker@.service", "zswatch-failed@.service"):
        drop_in = folder / "etc" / "systemd" / "system" / f"{unit}.d" / "secrets.conf"
        drop_in.parent.mkdir()
        shutil.copy(UNITS / "secrets.conf", drop_in)
        said = analyze("verify", f"--root={folder}", unit.replace("@.", "@1."))
        assert said.stderr == ""
    drop_in.write_text(drop_in.read_text().replace("LoadCredential=", "LoadCredentials="))
    assert "Unknown key" in analyze("verify", f"--root={folder}", "zswatch-failed@1.service").stderr


@needs_systemd
@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_the_exposure_of_every_unit_stays_under_its_bound(file: Path) -> None:
    said = analyze("security", "--offline=true", f"--threshold={round(BOUND * 10)}", "--no-pager", str(file))
    level = re.search(r"exposure level for \S+: ([\d.]+)", said.stdout)
    assert level is not None, said.stderr
    assert float(level[1]) <= BOUND


def test_the_block_of_least_rights_is_the_same_in_every_unit() -> None:
    blocks: dict[str, list[str]] = {}
    for file in SERVICES:
        text = file.read_text(encoding="utf-8").partition(BLOCK)[2].partition("\n\n")[0]
        blocks[file.name] = [line for line in text.splitlines()[1:] if not line.startswith("#")]
    whole = blocks["zswatch-status.service"]
    assert len(whole) >= 25
    for name, block in blocks.items():
        writes = [] if name in WRITES_CODE else ["MemoryDenyWriteExecute=yes"]
        assert block == [line for line in whole if not line.startswith("MemoryDeny") or line in writes], name


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_every_unit_runs_as_its_own_user_within_limits(file: Path) -> None:
    stated = directives(file)
    assert stated["User"] == stated["Group"] == ["zswatch"]
    assert stated["StateDirectory"] == ["zswatch"]
    assert {"MemoryMax", "TasksMax", "LimitCORE"} <= stated.keys()
    assert stated["CapabilityBoundingSet"] == [""]


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_the_program_understands_what_every_unit_starts(file: Path) -> None:
    known = dict(part.split("=", 1) for line in directives(file)["Environment"] for part in shlex.split(line))
    for line in directives(file)["ExecStart"]:
        stated = re.sub(r"\$\{(\w+)\}", lambda found: known[found[1]], line.lstrip("-+!@:"))
        if stated.startswith("/bin/sh"):
            shell = shlex.split(stated.replace("%%", "%"))
            assert subprocess.run(["sh", "-n", *shell[1:]], check=False).returncode == 0
        else:
            assert [command_lines.parse(arguments) for arguments in command_lines.commands(stated)]


def test_what_is_long_at_work_says_that_it_lives() -> None:
    for name in sorted(WRITES_CODE):
        stated = directives(UNITS / name)
        assert (stated["Type"], stated["WatchdogSec"], stated["Restart"]) == (["notify"], ["120"], ["on-failure"])


def test_who_fails_is_told_of_by_a_unit_that_is_there() -> None:
    for file in SERVICES:
        parser = RawConfigParser(strict=False, interpolation=None)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read(file, encoding="utf-8")
        if file.name.startswith(("zswatch-failed", "zswatch-upgrade")):
            assert "OnFailure" not in parser["Unit"]
        else:
            assert parser["Unit"]["OnFailure"] == "zswatch-failed@%N.service"


def test_the_variables_of_units_are_settings(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://ping.example/1\n")
    for file in (*SERVICES, UNITS / "secrets.conf"):
        text = file.read_text(encoding="utf-8")
        lines = re.findall(r"^#?Environment=(.*)$", text, re.MULTILINE)
        pairs = dict(part.split("=", 1) for line in lines for part in shlex.split(line))
        ours = {name: re.sub(r"%d/\S+", str(secret), value) for name, value in pairs.items() if "ZSWATCH" in name}
        assert load(None, environ=ours) is not None


@needs_systemd
def test_the_user_and_the_folders_are_made_as_they_are_declared(tmp_path: Path) -> None:
    if shutil.which("systemd-sysusers") is None:
        pytest.skip("systemd-sysusers is not there")
    users = tmp_path / "etc" / "sysusers.d" / "zswatch.conf"
    users.parent.mkdir(parents=True)
    shutil.copy(UNITS / "zswatch.sysusers.conf", users)
    made = subprocess.run(
        ["systemd-sysusers", f"--root={tmp_path}", str(users)], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    line = next(one for one in (tmp_path / "etc" / "passwd").read_text().splitlines() if one.startswith("zswatch:"))
    assert line.endswith(":Zhongshan Watch:/var/lib/zswatch:/usr/sbin/nologin")
    owned = [
        line.split()[1:5] for line in (UNITS / "zswatch.tmpfiles.conf").read_text().splitlines() if line[:1] == "d"
    ]
    assert owned == [
        ["/etc/zswatch", "0750", "root", "zswatch"],
        ["/etc/zswatch/secrets", "0750", "root", "zswatch"],
        ["/var/backups/zswatch", "0700", "zswatch", "zswatch"],
    ]

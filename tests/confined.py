"""Run a command under the system calls and the memory that a unit allows: `python -m tests.confined UNIT COMMAND…`.

Only systemd itself can give a unit all of its rights; without it running, these two are what a program could break on.
"""

import ctypes
import errno
import os
import subprocess
import sys
from pathlib import Path

UNITS = Path(__file__).parents[1] / "deploy" / "systemd"
PR_SET_NO_NEW_PRIVS, PR_SET_MDWE, REFUSE_EXEC_GAIN = 38, 65, 1


def allowed(unit: Path) -> set[str]:
    """Return the system calls that a unit allows, its groups written out as systemd knows them."""
    calls = _members("@default")
    for line in unit.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name == "SystemCallFilter":
            named = {call for word in value.lstrip("~").split() for call in _members(word)}
            calls = calls - named if value.startswith("~") else calls | named
    return calls


def _members(word: str) -> set[str]:
    if not word.startswith("@"):
        return {word}
    said = subprocess.run(
        ["systemd-analyze", "syscall-filter", word], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.strip() for line in said.splitlines()[1:]]
    return {call for line in lines if line and not line.startswith("#") for call in _members(line)}


def confine(unit: Path) -> None:
    """Confine this process and all that it starts; raises OSError where the kernel can not."""
    import pyseccomp

    libc = ctypes.CDLL(None, use_errno=True)
    calls = allowed(unit)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no new privileges")
    denies = "MemoryDenyWriteExecute=yes" in unit.read_text(encoding="utf-8").splitlines()
    if denies and libc.prctl(PR_SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "memory that is written is not executed: Linux 6.3 can")
    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    for call in sorted(calls):
        try:
            rules.add_rule(pyseccomp.ALLOW, call)
        except OSError:
            continue  # Of another kind of machine, or newer than the library: nothing here makes it.
    rules.load()


if __name__ == "__main__":
    confine(UNITS / sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606

"""What the container file does, done here: `python -m tests.install_from_lock [LOCK…]` installs into passing folders.

Everything comes from the index by its hashes, so this is no test of the suite. It prints how large each installation
is, and that its program works.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import locked

MEGABYTE = 1_000_000


def tried(lock: Path) -> str:
    """Install from a lock, use what is there, and return a line of figures; raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "zswatch"
        begun = time.monotonic()
        subprocess.run(["sh", locked.DEPLOY / "install.sh", there, lock.name], check=True)
        seconds = time.monotonic() - begun
        data = {"ZSWATCH_DATA_DIR": f"{folder}/data", "PATH": os.environ["PATH"]}
        for arguments in (["archive", "upgrade"], ["sources", "check"]):
            subprocess.run([there / "bin" / "zswatch", *arguments], check=True, env=data, cwd=folder)
        size = sum(file.stat().st_size for file in there.rglob("*") if file.is_file() and not file.is_symlink())
        refused = subprocess.run(
            ["sh", locked.DEPLOY / "install.sh", there, lock.name], check=False, capture_output=True
        )
        assert refused.returncode == 2, "a folder that is there already is not refused"
    return f"{lock.name}: {size / MEGABYTE:.0f} MB in {seconds:.0f} s"


if __name__ == "__main__":
    locks = [locked.DEPLOY / name for name in sys.argv[1:]] or [locked.WITHOUT_OCR, locked.LOCK]
    for line in [tried(lock) for lock in locks]:
        print(line)

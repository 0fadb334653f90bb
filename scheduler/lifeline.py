"""What a command holds on to while the service that started it lives: it ends with it, however that ends.

A pipe and not PR_SET_PDEATHSIG: the kernel's signal comes when the *thread* that started the child ends, exists on
Linux only, and reaches the child alone, while whoever reads attachments for it has a session of its own. The pipe's
other end is held by nobody but the service, so that it closes with it, SIGKILL included; then the whole tree is
killed, for all that commands do may be cut off at any point.
"""

import os
import signal
import threading
from contextlib import suppress

VARIABLE = "ZSWATCH_LIFELINE"
"""Number of the file descriptor that a command reads."""


def hold() -> threading.Thread | None:
    """Begin to watch the lifeline of this process; None when it was started by hand and has none."""
    stated = os.environ.pop(VARIABLE, "")
    if not stated.isdecimal():
        return None
    end = int(stated)
    try:
        os.set_inheritable(end, False)
    except OSError:
        return None  # the variable outlived its pipe: a child of a child
    watching = threading.Thread(target=_watch, args=[end], name="lifeline", daemon=True)
    watching.start()
    return watching


def _watch(end: int) -> None:
    """Wait until the other end is closed, then end this process with all that it started."""
    with suppress(OSError):
        while os.read(end, 1):
            pass
    import psutil

    with suppress(psutil.Error):
        for one in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                one.kill()
    os.kill(os.getpid(), signal.SIGKILL)

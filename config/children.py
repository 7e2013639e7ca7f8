"""Child processes that end when we do."""

import ctypes
import signal
import subprocess
import sys

from django.conf import settings


def start_child(command: list[str], **options) -> subprocess.Popen:
    """Start ``command`` as the leader of a session of its own, so that Ctrl-C in the terminal reaches only us.

    Should we be killed outright, the kernel (Linux) sends the child SIGTERM.
    """
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_stop_with_parent if sys.platform == "linux" else None,
        **options,
    )


def _stop_with_parent() -> None:
    parent_death_signal = 1  # PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)

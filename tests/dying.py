"""A worker that dies in the middle of its work: a real process on the test's own database, killed by its own hand."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def run_until_killed(script: str, argument: str, folder: Path) -> None:
    """Run ``script`` with ``argument`` and the test's database and files; it must end by SIGKILL.

    ``folder`` takes the settings module that the process starts with.
    """
    (folder / "dying_settings.py").write_text(
        "from config.settings import *\n"
        f"DATABASES['default']['NAME'] = {str(connection.settings_dict['NAME'])!r}\n"
        f"MEDIA_ROOT = {str(settings.MEDIA_ROOT)!r}\n"
    )
    path = os.pathsep.join([str(folder), str(ROOT)])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "dying_settings", "PYTHONPATH": path}
    command = [sys.executable, "-c", script, argument]
    worker = subprocess.run(command, env=environment, cwd=ROOT, timeout=60, check=False)
    assert worker.returncode == -signal.SIGKILL

"""Measurements in a process of its own, so that what prepares them does not count."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def in_own_process(module: str, *arguments: str) -> dict:
    """Run ``python -m benchmarks.MODULE ARGUMENTS`` on the benchmark's own database; return the JSON it prints."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    environment = {**os.environ, "DATABASE_URL": _database_url()}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def memory(field: str) -> float:
    """Return a memory figure of this process in MiB (Linux); ``ru_maxrss`` would hold the parent's peak as well."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def _database_url() -> str:
    """Return the address of the benchmark's own database, for another process."""
    from django.db import connection

    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    secret = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    return f"postgres://{told['USER']}{secret}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"

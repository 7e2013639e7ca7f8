"""Open one file as the worker would, in a process of its own: what came of it, how long, how much memory.

    python -m tests.sheets.measure FILE [KIND]

Prints JSON: refused (the message or null), rows, seconds (processor time), megabytes (own peak plus the child's).
"""

import json
import resource
import sys
from pathlib import Path

from liaison.sheets import FileRefused, open_workbook, read_table


def main(path: str, kind: str = "enterprises") -> None:
    refused, rows = None, 0
    base = resource.getrusage(resource.RUSAGE_SELF)
    try:
        rows = len(read_table(open_workbook(path), kind).rows)
    except FileRefused as error:
        refused = error.message
    own, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    seconds = own.ru_utime + own.ru_stime - base.ru_utime - base.ru_stime + child.ru_utime + child.ru_stime
    found = {"refused": refused, "rows": rows, "seconds": seconds, "megabytes": peak() + child.ru_maxrss / 1024}
    sys.stdout.write(json.dumps(found))


def peak() -> float:
    """Return this process's peak in MiB; ``ru_maxrss`` would count what the parent had before the fork."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Any folder of strangers' spreadsheets through the reader: ``make corpus DIR=…``.

Each file is opened in a process of its own, read as every kind of ledger, and its cells are held against an independent
reader's (openpyxl). Prints what was read, refused, slow, large, different, and exits 1 where one ended in a traceback,
took more than five seconds or more than 500 MiB.
"""

import argparse
import collections
import datetime as dt
import json
import re
import resource
import subprocess
import sys
import time
import traceback
import warnings
from pathlib import Path

from .sheets.measure import peak

ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlt", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".htm", ".html", ".et")
SECONDS, MEGABYTES = 5, 500
# More rows than this are not held against the other reader, which is slow.
_COMPARED_ROWS = 5_000


def read_one(path: Path) -> dict:
    """Return what became of one file: ``outcome`` read, refused or crashed; seconds, megabytes, differing cells."""
    from liaison.sheets import KINDS, FileRefused, open_workbook, parse_table, read_table

    started, tables, said, book = time.process_time(), 0, "", None
    try:
        book = open_workbook(path)
        for kind in KINDS:
            try:
                parse_table(read_table(open_workbook(path), kind), today=dt.date(2026, 11, 25))
                tables += 1
            except FileRefused as refused:
                said = said or refused.message
        outcome = "read"
    except FileRefused as refused:
        outcome, said = "refused", refused.message
    except Exception:
        outcome, said = "crashed", traceback.format_exc()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {
        "outcome": outcome,
        "said": said,
        "tables": tables,
        "seconds": round((time.process_time() - started + children.ru_utime + children.ru_stime) / (1 + len(KINDS)), 2),
        "megabytes": round(max(peak(), children.ru_maxrss / 1024)),
    }
    # Last: the other reader takes more time and memory than is asked of ours.
    return {**found, "different": differences(path, book)[:5] if book else []}


def differences(path: Path, book) -> list[str]:
    """Return the cells of which an independent reader says something else, ``sheet!row,column ours | theirs``."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return []
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = openpyxl.load_workbook(path, data_only=True, read_only=False)
    except Exception:
        return []  # what the other reader cannot open is no witness
    found = []
    for sheet in book.sheets:
        if sheet.name not in theirs.sheetnames or not hasattr(theirs[sheet.name], "iter_rows"):
            continue
        rows = theirs[sheet.name].iter_rows(max_row=_COMPARED_ROWS)
        for number, (mine, other) in enumerate(zip(sheet.rows, rows, strict=False), start=1):
            for column, cell in enumerate(other):
                own = mine[column] if column < len(mine) else ""
                if not alike(own, cell):
                    found.append(f"{sheet.name}!{number},{column + 1} {own!r} | {cell.value!r} {cell.number_format}")
    return found


def alike(own, cell) -> bool:
    """Return whether our value says what the other reader's does; what our marks change on purpose is let pass."""
    value = cell.value
    if value is None or cell.data_type == "e" or str(own).startswith(("=", "#")) or type(own).__name__ == "CellError":
        return True
    if isinstance(own, str) and own.endswith(("%", "月", "年")) and not isinstance(value, str):
        return True
    if isinstance(value, bool) or isinstance(own, bool):
        return bool(own) == bool(value)
    if isinstance(value, int | float) and isinstance(own, int | float):
        return abs(own - value) <= 1e-9 * max(1, abs(value))
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta) or isinstance(own, dt.date | dt.time):
        return isinstance(own, dt.date | dt.time | dt.timedelta | int | float | str)
    return plain(str(own)) == plain(str(value))


def plain(text: str) -> str:
    """Return a text without what both readers treat as they like: line ends, invisible and control characters."""
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)
    return "".join(c for c in text if c.isprintable()).strip()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--one", action="store_true", help="the folder is one file: print what became of it as JSON")
    options.add_argument("--out", type=Path, help="write what became of every file here, as JSON")
    chosen = options.parse_args()
    if chosen.one:
        json.dump(read_one(chosen.folder), sys.stdout, ensure_ascii=False)
        return 0
    results = {}
    for path in sorted(p for p in chosen.folder.rglob("*") if p.suffix.lower() in ENDINGS):
        results[str(path.relative_to(chosen.folder))] = run_one(path)
    if chosen.out:
        chosen.out.write_text(json.dumps(results, ensure_ascii=False, indent=1))
    return report(results)


def run_one(path: Path) -> dict:
    command = [sys.executable, "-m", "tests.corpus", "--one", str(path)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        return json.loads(ended.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as fault:
        return {"outcome": "crashed", "said": str(fault), "tables": 0, "different": [], "seconds": 120, "megabytes": 0}


def report(results: dict[str, dict]) -> int:
    outcomes = collections.Counter(each["outcome"] for each in results.values())
    tables = sum(1 for each in results.values() if each["tables"])
    print(f"{len(results)} files: {dict(outcomes)}; {tables} hold a ledger")  # noqa: T201
    bad = 0
    for name, each in results.items():
        too_much = each["seconds"] > SECONDS or each["megabytes"] > MEGABYTES
        if each["outcome"] == "crashed" or too_much:
            bad += 1
            print(f"BAD {name}: {each['seconds']} s, {each['megabytes']} MiB\n{each['said']}")  # noqa: T201
        for line in each["different"]:
            print(f"DIFFERENT {name}: {line}")  # noqa: T201
    refusals = collections.Counter(each["said"] for each in results.values() if each["outcome"] == "refused")
    for words, count in refusals.most_common():
        print(f"REFUSED {count}: {words}")  # noqa: T201
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

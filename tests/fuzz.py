"""Sound ledgers broken at random, by seed, through the reader: none may end its process, hang or leave a traceback.

    python -m tests.fuzz [--seconds 600] [--seed 0] [--count N] [--keep DIR]

Each file has a number, which is the seed of everything about it: ``broken(number)`` makes it again. Files are read in
batches, each batch in a process of its own, so that one that is ended from below is noticed; what a batch was reading
when it died or hung is the finding. Exits 1 with findings; ``--keep`` saves the files that gave them.
"""

import argparse
import datetime as dt
import io
import json
import random
import re
import resource
import signal
import subprocess
import sys
import time
import traceback
import zipfile
from functools import cache
from pathlib import Path

from liaison.sheets import KINDS, FileRefused, open_workbook, parse_table, read_table

from .sheets.makers import ods, ods_row, table_rows, xlsx
from .sheets.test_rows_as_seen import FORMATS

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).with_name("sheets") / "data"
BATCH = 40
# More than the reader may use for a file of this size (its child has limits of its own).
_MEMORY = 3 << 30
_SECONDS = 20
NUMBERS = ["0", "-1", "1", "255", "65536", "2147483648", "4294967295", "18446744073709551616", "9" * 30]
VALUES = [
    *NUMBERS,
    "",
    "x",
    "１",
    "1e308",
    "-1e-400",
    "NaN",
    "A1",
    "XFD1048576",
    "ZZZZZZ9",
    "A0",
    "true",
    "../x",
    "&#1;",
]
WORDS = [b"\x00", b"\xff", b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\xff\xff\xff\x7f", b"\x01\x00\x00\x00"]


@cache
def sound() -> dict[str, bytes]:
    """Return the files to break, by name: every format, written by several hands."""
    table = "序号,企业名称,联系领导,联系时间\r\n1,长春市禾龙装备制造有限公司,王示一,2026年6月1日\r\n"
    page = (
        "<html><table>"
        + "".join(f"<tr><td>{c}</td></tr>".replace(",", "</td><td>") for c in table.split())
        + "</table>"
    )
    return {
        **{f"{kind}.{kind}": make(1) for kind, make in FORMATS.items()},
        **{path.name: path.read_bytes() for path in sorted(DATA.glob("*.xls"))},
        "plain.xlsx": xlsx(),
        "sheets.xlsx": xlsx(sheets=3),
        "plain.ods": ods(ods_row("序号", "企业名称") + ods_row("1", "长春市禾龙装备制造有限公司")),
        "utf8.csv": table.encode("utf-8-sig"),
        "gbk.csv": table.encode("gbk"),
        "utf16.txt": table.replace(",", "\t").encode("utf-16"),
        "page.xls": page.encode(),
        "bare.xlsx": xlsx(f"<worksheet><sheetData>{table_rows()}</sheetData></worksheet>"),
    }


def broken(number: int) -> tuple[str, bytes]:
    """Return name and bytes of the file with this number."""
    chance = random.Random(number)
    name, data = chance.choice(sorted(sound().items()))
    packed = data[:2] == b"PK" and chance.random() < 0.8
    return name, _broken_inside(data, chance) if packed else _broken_bytes(data, chance)


def _broken_inside(data: bytes, chance: random.Random) -> bytes:
    """Break one or two parts of a zip, and pack it again as soundly as before."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in chance.choices(sorted(parts), k=chance.randint(1, 2)):
        fate = chance.random()
        if name not in parts:
            continue
        if fate < 0.04:
            del parts[name]
        elif fate < 0.08:
            other = chance.choice(["xl/other.xml", name.upper(), f"/{name}", name.replace("/", "\\"), "", "x/"])
            parts[other] = parts[name]
        else:
            text = parts[name].lstrip()[:1] == b"<"
            parts[name] = (_broken_markup if text and chance.random() < 0.8 else _broken_bytes)(parts[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name or "."), part)
    return out.getvalue()


def _broken_bytes(data: bytes, chance: random.Random) -> bytes:
    body = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at = chance.randrange(len(body) + 1)
        how = chance.randrange(6)
        if how == 0 and body:
            body[min(at, len(body) - 1)] ^= 1 << chance.randrange(8)
        elif how == 1:
            word = chance.choice(WORDS)
            body[at : at + len(word)] = word
        elif how == 2:
            del body[at : at + chance.choice([1, 4, 100])]
        elif how == 3:
            body[at:at] = body[at : at + chance.choice([1, 4, 100])] * chance.choice([1, 3, 200])
        elif how == 4:
            body[at : at + 8] = chance.randbytes(8)
        elif how == 5 and chance.random() < 0.2:
            del body[at:]
    return bytes(body)


def _broken_markup(data: bytes, chance: random.Random) -> bytes:
    """Change values and tags of a part, so that what is wrong is its meaning and not its writing."""
    text = data.decode("utf-8", "replace")
    for _ in range(chance.choice([1, 1, 2, 4])):
        how = chance.randrange(5)
        values = list(re.finditer(r"\"([^\"]*)\"|>([^<>]+)<", text))
        tags = list(re.finditer(r"<[^<>]*>", text))
        if how <= 2 and values:
            found = chance.choice(values)
            group = 1 if found[1] is not None else 2
            text = text[: found.start(group)] + chance.choice(VALUES) + text[found.end(group) :]
        elif how == 3 and tags:
            tag = chance.choice(tags)
            text = text[: tag.start()] + tag[0] * chance.choice([0, 0, 2, 3000]) + text[tag.end() :]
        elif how == 4 and tags:
            one, other = sorted(chance.choices(tags, k=2), key=re.Match.start)
            text = text[: one.start()] + other[0] + text[one.start() :]
    return text.encode("utf-8")


def read(number: int) -> str:
    """Return what became of one file: read, refused, or the traceback."""
    name, data = broken(number)
    try:
        # Most as the kind they are, since what is refused for its headings is not read any further.
        kind = sorted(KINDS)[number % len(KINDS)] if number % 4 == 0 else "enterprises"
        table = read_table(open_workbook(data, name), kind)
        parse_table(table, today=dt.date(2026, 11, 25))
    except FileRefused as refused:
        return "refused" if refused.message else "refused without a word"
    except BaseException:
        return traceback.format_exc()
    return "read"


def read_batch(first: int, count: int) -> None:
    """Read files one after another and print a line before and after each, so that the parent knows where it ended."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, _too_slow)
    for number in range(first, first + count):
        print(json.dumps({"number": number}), flush=True)  # noqa: T201
        signal.alarm(_SECONDS)
        outcome = read(number)
        signal.alarm(0)
        print(json.dumps({"number": number, "outcome": outcome}), flush=True)  # noqa: T201


def _too_slow(*_) -> None:
    raise TimeoutError(f"more than {_SECONDS} seconds")


def watch_batch(first: int, count: int) -> dict[int, str]:
    """Return what became of the files from ``first``, by number; the one at which the process ended says how."""
    command = [sys.executable, "-m", "tests.fuzz", "--batch", str(first), str(count)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as batch:
        try:
            said, complaint = batch.communicate(timeout=count * _SECONDS * 2)
        except subprocess.TimeoutExpired:
            batch.kill()
            said, complaint = batch.communicate()
    lines = [json.loads(line) for line in said.splitlines()]
    outcomes = {line["number"]: line["outcome"] for line in lines if "outcome" in line}
    if batch.returncode != 0:
        last = lines[-1]["number"] if lines else first
        outcomes[last] = f"the process ended with {batch.returncode}: {complaint[-500:]}"
    return outcomes


def fuzz(seed: int, *, count: int | None = None, seconds: float | None = None) -> dict[int, str]:
    """Read ``count`` files from number ``seed``, or for ``seconds``; return what became of each, by number."""
    outcomes: dict[int, str] = {}
    started, number = time.monotonic(), seed
    while number - seed < count if count else time.monotonic() - started < (seconds or 0):
        found = watch_batch(number, min(BATCH, count + seed - number) if count else BATCH)
        outcomes |= found
        # A batch that died is carried on behind the file that ended it.
        number = max(found) + 1
    return outcomes


def findings(outcomes: dict[int, str]) -> dict[int, str]:
    return {number: outcome for number, outcome in outcomes.items() if outcome not in ("read", "refused")}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--seed", type=int, default=0, help="the number of the first file")
    options.add_argument("--count", type=int, help="so many files instead of so many seconds")
    options.add_argument("--keep", type=Path, help="save the files that gave a finding here")
    options.add_argument("--batch", type=int, nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.batch:
        read_batch(*chosen.batch)
        return 0
    outcomes = fuzz(chosen.seed, count=chosen.count, seconds=chosen.seconds)
    faults = findings(outcomes)
    refused = sum(outcome == "refused" for outcome in outcomes.values())
    print(f"{len(outcomes)} files from number {chosen.seed}: {refused} refused, {len(faults)} findings")  # noqa: T201
    for number, fault in faults.items():
        name, data = broken(number)
        print(f"--- {number} {name}\n{fault}")  # noqa: T201
        if chosen.keep:
            chosen.keep.mkdir(parents=True, exist_ok=True)
            (chosen.keep / f"{number}-{name}").write_bytes(data)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())

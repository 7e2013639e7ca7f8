"""Parse what is not certainly harmless in a child process: its memory and time are bounded, its death is a refusal.

The rows come back through a file, not through this process's memory: large sheets are read from there block by block.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from ..types import FileRefused, Limits
from .sheets import Sheet, SpooledRows

_CHILD = Path(__file__).with_name("child.py")
_BROKEN = "这个文件不是表格，或者已经损坏。请用 Excel 或 WPS 打开确认后重新上传。"
_TOO_MUCH = "文件太大或结构异常，超出了读取时允许的时间或内存。请删除多余的空白行列和图片，另存为 .xlsx 后再上传。"
# Up to this many rows a sheet is taken into memory at once; beyond, it stays on disk.
_HELD = 20_000


def parse_data(data: bytes, limits: Limits) -> list[Sheet]:
    """Parse bytes in a child process. Raises FileRefused."""
    with tempfile.NamedTemporaryFile(prefix="liaison-", suffix=".tmp") as file:
        file.write(data)
        file.flush()
        return parse_file(file.name, limits)


def parse_file(path: str, limits: Limits, *, seconds: int | None = None) -> list[Sheet]:
    """Parse a file in a child process, in ``seconds`` of processor time (default: the limit's). Raises FileRefused."""
    spool = tempfile.NamedTemporaryFile(prefix="liaison-", suffix=".rows")  # noqa: SIM115 - lives as long as its rows
    job = {
        "path": path,
        "spool": spool.name,
        "memory": limits.memory,
        "seconds": seconds or limits.seconds,
        "rows": limits.sheet_rows,
        "columns": limits.columns,
        "cells": limits.cells,
        "sheets": limits.sheets,
    }
    ended = subprocess.run(
        [sys.executable, "-I", str(_CHILD)],
        input=json.dumps(job).encode() + b"\n",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if ended.returncode != 0:
        raise FileRefused(_BROKEN if ended.returncode == 1 else _TOO_MUCH)
    facts = json.loads(ended.stdout)
    _refuse(facts, limits)
    return [_sheet(about, index, spool) for index, about in enumerate(facts["sheets"])]


def _sheet(about: dict, index: int, spool) -> Sheet:
    rows: SpooledRows | list[list] = SpooledRows(spool, [tuple(block) for block in about["blocks"]])
    if len(rows) <= _HELD:
        rows = list(rows)
    return Sheet(about["name"], rows, [tuple(m) for m in about["merged"]], about["visible"], index)


def _refuse(message: dict, limits: Limits) -> None:
    why = message.get("refused")
    if why == "password":
        raise FileRefused("文件设了打开密码。请在 Excel 或 WPS 里取消密码，另存后再上传。")
    if why == "sheets":
        raise limits.too_many_sheets(message["count"])
    if why == "rows":
        raise limits.too_many_rows(message["sheet"], message["count"])
    if why == "columns":
        raise limits.too_many_columns(message["sheet"], message["count"])

"""Parse what is not certainly harmless in a child process: its memory and time are bounded, its death is a refusal."""

import json
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from ..types import FileRefused, Limits
from .sheets import Sheet

_CHILD = Path(__file__).with_name("child.py")
_BROKEN = "这个文件不是表格，或者已经损坏。请用 Excel 或 WPS 打开确认后重新上传。"
_TOO_MUCH = "文件太大或结构异常，超出了读取时允许的时间或内存。请删除多余的空白行列和图片，另存为 .xlsx 后再上传。"


def parse_data(data: bytes, limits: Limits) -> list[Sheet]:
    """Parse bytes in a child process. Raises FileRefused."""
    with tempfile.NamedTemporaryFile(prefix="liaison-", suffix=".tmp") as file:
        file.write(data)
        file.flush()
        return parse_file(file.name, limits)


def parse_file(path: str, limits: Limits) -> list[Sheet]:
    """Parse a file in a child process. Raises FileRefused."""
    job = {
        "path": path,
        "memory": limits.memory,
        "seconds": limits.seconds,
        "rows": limits.sheet_rows,
        "columns": limits.columns,
        "cells": limits.cells,
        "sheets": limits.sheets,
    }
    child = subprocess.Popen(
        [sys.executable, "-I", str(_CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        child.stdin.write(json.dumps(job).encode() + b"\n")
        child.stdin.close()
        return _receive(child.stdout, limits)
    except (EOFError, pickle.UnpicklingError, BrokenPipeError):
        child.wait()
        raise FileRefused(_BROKEN if child.returncode == 1 else _TOO_MUCH) from None
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _receive(pipe, limits: Limits) -> list[Sheet]:
    facts = _refuse(pickle.load(pipe), limits)
    sheets = []
    for index in range(facts["sheets"]):
        about = _refuse(pickle.load(pipe), limits)
        sheet = Sheet(about["name"], [], about["merged"], about["visible"], index)
        top, left = about["start"] or (0, 0)
        while (chunk := pickle.load(pipe)) is not None:
            if left:
                chunk = [[""] * left + row for row in chunk]
            if top and not sheet.rows:
                sheet.rows = [[""] * (len(chunk[0]) if chunk else 0) for _ in range(top)]
            sheet.rows += chunk
        sheets.append(sheet)
    return sheets


def _refuse(message: dict, limits: Limits) -> dict:
    why = message.get("refused")
    if why == "password":
        raise FileRefused("文件设了打开密码。请在 Excel 或 WPS 里取消密码，另存后再上传。")
    if why == "sheets":
        raise limits.too_many_sheets(message["count"])
    if why == "rows":
        raise limits.too_many_rows(message["sheet"], message["count"])
    if why == "columns":
        raise limits.too_many_columns(message["sheet"], message["count"])
    return message

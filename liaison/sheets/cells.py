"""What every cell reader needs: the text of a cell, the signs for "nothing", and shorthands for notes."""

import datetime as dt
import re

from liaison.core.text import half_width

from .types import ERROR, INFO, QUESTION, WARNING, Candidate, CellError, Note, Parsed

# How papers write "nothing here". Longer phrases (暂无问题) belong to the reader that meets them.
_NOTHING = re.compile(r"(?:[-—–―_/\\|~.。*]+|无|暂无|没有|空|无数据|不详|未知|nil|n/?a|null|none)", re.IGNORECASE)
_EDGE = " \t\r\n\u3000\u00a0\u200b\ufeff'‘’`"
NOTHING = Parsed(None)


def text_of(raw) -> str:
    """Return what a person sees in the cell, without white space (or the ' that marks text) at its ends."""
    kind = type(raw)
    if kind is str:
        return raw.strip(_EDGE)
    if kind is float:
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    if kind is dt.datetime:
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(" ", "seconds")
    if raw is None:
        return ""
    if kind is bool:
        return "TRUE" if raw else "FALSE"
    return str(raw)


def plain(raw) -> str:
    """Return the text of a cell made half-width, for readers of codes, numbers, dates and words."""
    text = text_of(raw)
    return text if text.isascii() else half_width(text).strip()


def row_text(row) -> str:
    """Return what a person reads across a row, at most 300 characters."""
    return " ".join(t for t in (text_of(c) for c in row) if t)[:300]


def is_blank(raw) -> bool:
    return raw is None or raw == "" or (isinstance(raw, str) and not raw.strip(_EDGE))


def says_nothing(text: str) -> bool:
    """Return whether the text is only a sign for "nothing" (—, ／, 无)."""
    return not text or (len(text) <= 6 and _NOTHING.fullmatch(half_width(text)) is not None)


def _note(level: str, message: str, candidates=()) -> Note:
    if len(message) > 300:  # a whole essay was quoted
        message = f"{message[:120]}……{message[-100:]}"
    return Note(level, "", "", message, tuple(c if isinstance(c, Candidate) else Candidate(c, c) for c in candidates))


def info(value, message: str) -> Parsed:
    return Parsed(value, _note(INFO, message))


def warning(value, message: str, candidates=()) -> Parsed:
    return Parsed(value, _note(WARNING, message, candidates))


def question(message: str, candidates=(), value=None) -> Parsed:
    return Parsed(value, _note(QUESTION, message, candidates))


def error(message: str) -> Parsed:
    return Parsed(None, _note(ERROR, message))


def broken(raw: CellError) -> Parsed:
    """Return the error for a cell that holds a spreadsheet error or a formula that was never computed."""
    if raw.startswith("="):
        return error("单元格是公式，文件里没有保存计算结果。请用 Excel 或 WPS 打开后重新保存，或改成数值再导入。")
    return error(f"单元格是错误值 {raw}。请改正公式或直接填写内容。")


def read_text(raw) -> Parsed:
    """Read free text: kept as written but for its ends; a lone dash is nothing. Value: str."""
    text = text_of(raw)
    if type(raw) is CellError:
        return broken(raw)
    if len(text) <= 2 and text and all(c in "-—–―_/／\\" for c in text):
        return Parsed("")
    if len(text) <= 12 and _ELSEWHERE.fullmatch(text):
        return warning(text, f"这里只写了“{text}”，具体内容不在本表中，请补充或另行登记。")
    return Parsed(text)


_ELSEWHERE = re.compile(r"[(（]?(?:详)?(?:见|同)(?:后|前)?(?:附件|附表|备注|附页|清单|附)\d*[)）]?[。.]?")

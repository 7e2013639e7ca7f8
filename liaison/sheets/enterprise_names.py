"""Names of enterprises: in one form, several to a cell, with former names."""

import re

from liaison.core.text import half_width

from .cells import broken, error, info, question, says_nothing, text_of, warning
from .types import Candidate, CellError, Parsed

_WIDE_BRACKETS = str.maketrans("()[]{}〔〕【】［］", "（）（）（）（）（）（）")
_CLEAN_NAME = re.compile(r"(?!原)[\u4e00-\u9fff]{2,40}(?:（(?!原|曾)[\u4e00-\u9fff]{2,6}）[\u4e00-\u9fff]{2,30})?")
_CHINESE_ONLY = re.compile(r"[\u4e00-\u9fff]+")
_BETWEEN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_COMPANY_END = (
    "公司",
    "集团",
    "厂",
    "合作社",
    "企业",
    "中心",
    "店",
    "行",
    "部",
    "院",
    "场",
    "社",
    "所",
    "学校",
    "农场",
    "商行",
    "超市",
    "酒店",
    "联合社",
    "基地",
    "协会",
    "矿",
    "站",
    "馆",
    "园",
)
_FORMER = re.compile(r"（(?:原|原名|曾用名|原名称|更名前)[:：为]?([^（）]{4,}(?:（[^（）]*）[^（）]*)?)）$")
_FORMER_PREFIX = re.compile(r"原[\u4e00-\u9fff（）]{4,}(?:公司|厂|集团)")
_NUMBERING = re.compile(r"(?:^|(?<=[\s、，,;；。]))\d{1,2}\s*[.．、)）](?!\d)\s*|[（(]\d{1,2}[)）]\s*|[①-⑳]\s*")
_LEADING_NUMBER = re.compile(r"^(?:[（(]\d{1,2}[)）]|\d{1,2}\s*[.．、)）:：]|[①-⑳]|[•●·▪■◆★-])\s*(?=\D)")
_SEPARATOR = re.compile(r"[、，,;；|]")
_ETC = re.compile(r"等(?:共?\d+|[一二三四五六七八九十]+)?(?:户|家|个)?(?:企业|公司)?$")


def enterprise_name(text: str) -> str:
    """Return a name with one bracket style, half-width letters, no padding, no trailing full stop."""
    if _CHINESE_ONLY.fullmatch(text):
        return text
    text = half_width(text).translate(_WIDE_BRACKETS)
    return _BETWEEN_CHINESE.sub("", text).strip(" 。.;；、,:：'\"“”")


def parse_enterprise(raw) -> Parsed:
    """Read a cell that should hold one enterprise. Value: its name, "" for blank; several are a question."""
    if type(raw) is str and raw.endswith("公司") and raw.count("公司") == 1 and _CLEAN_NAME.fullmatch(raw):
        return Parsed(raw)
    names, note = parse_enterprises(raw)
    if names is None:
        return Parsed(None, note)
    if not names:
        return Parsed("", note)
    if len(names) > 1:
        return question(f"一格里有{len(names)}家企业。请选择一家，或在表里分成{len(names)}行。", names)
    return Parsed(names[0], note) if note else _with_former(names[0])


def _with_former(name: str) -> Parsed:
    """Tell of a former name in brackets: it is no part of the name and goes to 曾用名."""
    if "原" not in name and "曾" not in name:
        return Parsed(name)
    if m := _FORMER.search(name):
        return info(name[: m.start()], f"括号里的“{m[1]}”作为曾用名保存。")
    if _FORMER_PREFIX.fullmatch(name):
        return warning(name, f"“{name}”以“原”字开头，可能是旧名称，请核对现名。")
    return Parsed(name)


def former_name(raw) -> str:
    """Return the former name that a name cell carries in brackets (A公司（原B公司）), or ""."""
    m = _FORMER.search(enterprise_name(text_of(raw)))
    return m[1] if m else ""


def parse_enterprises(raw) -> Parsed:
    """Read enterprises, split at 、；， line breaks and numbering but not inside brackets. Value: list of names."""
    if type(raw) is CellError:
        return broken(raw)
    if type(raw) is float:
        return error(f"这里应填企业名称，写的却是数字“{text_of(raw)}”。")
    text = text_of(raw)
    if says_nothing(text):
        return Parsed([])
    etc = _ETC.search(text)
    if etc and len(text) > len(etc[0]):
        text = text[: etc.start()]
    names, doubt = [], False
    for piece in outside_brackets(text):
        lines, unsure = _lines(piece)
        doubt |= unsure
        names.extend(lines)
    names = [n for n in (enterprise_name(_LEADING_NUMBER.sub("", n.strip())) for n in names) if n]
    names = list(dict.fromkeys(names))
    if doubt:
        joined = enterprise_name(text.replace("\n", ""))
        split = "；".join(names)
        return question(
            "换行处分不清是两家企业还是一个名称断成两行。",
            [Candidate(joined, joined, 0.6), Candidate(split, split, 0.4)],
        )
    if etc:
        return warning(names, f"“{etc[0]}”没有列全，只登记了写出的{len(names)}家。")
    return Parsed(names)


def outside_brackets(text: str) -> list[str]:
    """Split at separators and numbering that stand outside brackets."""
    marked = _NUMBERING.sub("\x01", text)
    if "（" not in marked and "(" not in marked:
        return [p for p in re.split(r"[、，,;；|\x01]", marked) if p.strip()]
    pieces, depth, start = [], 0, 0
    for i, c in enumerate(marked):
        if c in "（(【[":
            depth += 1
        elif c in "）)】]":
            depth = max(0, depth - 1)
        elif depth == 0 and c in "、，,;；|\x01":
            pieces.append(marked[start:i])
            start = i + 1
    pieces.append(marked[start:])
    return [p for p in pieces if p.strip()]


def _lines(piece: str) -> tuple[list[str], bool]:
    """Split at line breaks (and spaces) after a complete name; join a name broken over two lines. True if unsure."""
    lines = [line.strip() for line in re.split(r"[\n\r]+", piece) if line.strip()]
    names: list[str] = []
    unsure = False
    for line in lines:
        line = _LEADING_NUMBER.sub("", line)
        if names and not names[-1].endswith((*_COMPANY_END, "）", ")")):
            if line.endswith(_COMPANY_END) or len(line) <= 3:
                names[-1] += line
                continue
            unsure = True
        if (
            names
            and line.startswith(("公司", "责任公司", "有限公司", "有限责任公司", "股份有限公司", "（", "("))
            and len(line) <= 8
        ):
            names[-1] += line
            continue
        names.append(line)
    return [n for name in names for n in _words(name)], unsure


def _words(name: str) -> list[str]:
    """Split at spaces only where every word is a whole company name."""
    words = name.split()
    if len(words) > 1 and all(w.endswith(_COMPANY_END) and len(w) >= 6 for w in words):
        return words
    return [name]

"""Problems and needs, several numbered ones to a cell."""

import re

from liaison.core.text import half_width

from .cells import broken, info, says_nothing, text_of, warning
from .types import CellError, Parsed

_NO_PROBLEM = re.compile(
    r"(?:该企业|企业|目前|暂时|暂|均|现阶段|此次|本次)*(?:无|没有|未提出|未反映|未反馈|不存在|"
    r"没提出)(?:任何|其他|其它|具体|明显|重大|突出|需要?|解决|协调|的)*"
    r"(?:(?:问题|困难|诉求|需求|意见|建议)(?:及|和|与|、|或|/)?)*[。.!]?"
)
_ORDINAL = "一二三四五六七八九十"
_MARKER_STYLES = (
    re.compile(r"(?:^|(?<=[\s;；。，,、:：]))(?P<n>\d{1,2})\s*[.．、)）]\s*(?!\d(?!\d{3}年))"),
    re.compile(r"[（(]\s*(?P<n>\d{1,2})\s*[)）]"),
    re.compile(r"(?P<n>[①-⑳])"),
    re.compile(rf"(?:^|(?<=[\s;；。，,:：]))(?P<n>[{_ORDINAL}]+)[、.．]"),
    re.compile(rf"[（(](?P<n>[{_ORDINAL}]+)[)）]"),
    re.compile(rf"(?:^|(?<=[\s;；。，,:：]))(?P<n>[{_ORDINAL}])是"),
    re.compile(rf"第(?P<n>[{_ORDINAL}])(?=[，,、:：])"),
    re.compile(r"(?<![\d.．])(?P<n>\d{1,2})[.．、](?=[\u4e00-\u9fff])"),
)
_TRIM = " \t\r\n;；,，、。.:："


def parse_problems(raw) -> Parsed:
    """Read problems, several numbered ones to a cell. Value: list of texts, [] for declared none, None for blank."""
    if type(raw) is CellError:
        return broken(raw)
    text = text_of(raw)
    if not text:
        return Parsed(None)
    wide = half_width(text)
    if says_nothing(wide) or (len(wide) <= 24 and _NO_PROBLEM.fullmatch(wide)):
        return Parsed([])
    if _SEE_ELSEWHERE.fullmatch(wide):
        return warning([text], f"这里只写了“{text}”，具体问题不在本表中，请补充。")
    found = _numbered(text)
    if found:
        return found
    lines = [line.strip(_TRIM) for line in text.splitlines() if line.strip(_TRIM)]
    if len(lines) > 1:
        return warning(lines, f"按换行拆成{len(lines)}个问题，请核对。")
    clauses = [c.strip(_TRIM) for c in re.split(r"[;；]", text) if c.strip(_TRIM)]
    if len(clauses) > 1:
        return warning(clauses, f"按分号拆成{len(clauses)}个问题，请核对。")
    lone = _MARKER_STYLES[0].match(text)
    return Parsed([text[lone.end() :].strip() if lone and lone["n"] == "1" else text])


_SEE_ELSEWHERE = re.compile(r"\(?(?:详)?(?:见|同)(?:后|前)?(?:附件|附表|备注|附页|清单|诉求台账|问题清单)\d*\)?[。.]?")


def _numbered(text: str) -> Parsed | None:
    """Split at 1. 2. 3. (or another style) if the numbers run on from 1."""
    for style in _MARKER_STYLES:
        marks, expected = [], 1
        for m in style.finditer(text):
            if _ordinal(m["n"]) == expected:
                marks.append(m)
                expected += 1
        if len(marks) < 2:
            continue
        ends = [m.start() for m in marks[1:]] + [len(text)]
        problems = [text[m.end() : end].strip(_TRIM) for m, end in zip(marks, ends, strict=True)]
        problems = [p for p in problems if p and not _NO_PROBLEM.fullmatch(half_width(p))]
        before = text[: marks[0].start()].strip(_TRIM)
        if before:
            return info(problems, f"编号前的“{before[:40]}”未作为问题登记。")
        return Parsed(problems)
    return None


def _ordinal(mark: str) -> int:
    if mark.isdigit() and mark.isascii():
        return int(mark)
    if "①" <= mark <= "⑳":
        return ord(mark) - ord("①") + 1
    if len(mark) == 1:
        return _ORDINAL.index(mark) + 1
    tens, _, ones = mark.partition("十")
    if "十" not in mark:
        return 0
    return (_ORDINAL.index(tens) + 1 if tens else 1) * 10 + (_ORDINAL.index(ones) + 1 if ones else 0)


def parse_content(raw) -> Parsed:
    """Read the text of one case; several numbered problems in it are told of. Value: str."""
    problems, note = parse_problems(raw)
    text = text_of(raw)
    if problems is None:
        return Parsed("" if note is None else None, note)
    if not problems:
        return Parsed("")
    if note and note.level == "warning" and len(problems) == 1:
        return Parsed(text, note)
    if len(problems) > 1 and _numbered(text):
        return warning(
            text, f"一格里写了{len(problems)}个问题，作为一件诉求登记；需要分别办理时请分成{len(problems)}行。"
        )
    return Parsed(text)

"""Problems and needs, several numbered ones to a cell."""

import re

from liaison.core.numbering import take_apart, trimmed, without_lone_number
from liaison.core.text import half_width

from .cells import broken, info, says_nothing, text_of, warning
from .types import CellError, Parsed

_NO_PROBLEM = re.compile(
    r"(?:该企业|企业|目前|暂时|暂|均|现阶段|此次|本次)*(?:无|没有|未提出|未反映|未反馈|不存在|"
    r"没提出)(?:任何|其他|其它|具体|明显|重大|突出|需要?|解决|协调|的)*"
    r"(?:(?:问题|困难|诉求|需求|意见|建议)(?:及|和|与|、|或|/)?)*[。.!]?"
)


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
    lines = [line for line in map(trimmed, text.splitlines()) if line]
    if len(lines) > 1:
        return warning(lines, f"按换行拆成{len(lines)}个问题，请核对。")
    clauses = [clause for clause in map(trimmed, re.split(r"[;；]", text)) if clause]
    if len(clauses) > 1:
        return warning(clauses, f"按分号拆成{len(clauses)}个问题，请核对。")
    return Parsed([without_lone_number(text)])


_SEE_ELSEWHERE = re.compile(r"\(?(?:详)?(?:见|同)(?:后|前)?(?:附件|附表|备注|附页|清单|诉求台账|问题清单)\d*\)?[。.]?")


def _numbered(text: str) -> Parsed | None:
    """Split at 1. 2. 3. (or another style) if the numbers run on from 1; what stands before is a problem too."""
    listed = take_apart(text)
    if listed is None:
        return None
    problems = [point for point in listed.points if not _NO_PROBLEM.fullmatch(half_width(point))]
    if not listed.before:
        return Parsed(problems)
    if listed.only_introduces:
        return info(problems, f"编号前的“{listed.before}”只是引语，未作为问题登记。")
    return warning([listed.before, *problems], f"编号前的“{listed.before}”单独作为一个问题登记，请核对。")


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

"""Cells that hold lists: enterprises, problems, units, places."""

import re

from liaison.core.text import half_width

from .cells import broken, error, info, question, says_nothing, text_of, warning
from .types import Candidate, CellError, Parsed, Units

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
    for piece in _outside_brackets(text):
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


def _outside_brackets(text: str) -> list[str]:
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


# Problems -----------------------------------------------------------------------------------------------------------

_NO_PROBLEM = re.compile(
    r"(?:该企业|企业|目前|暂时|暂|均|现阶段|此次|本次)*(?:无|没有|未提出|未反映|未反馈|不存在|没提出)(?:任何|其他|其它|具体|明显|重大|突出|需要?|解决|协调|的)*"
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


# Units --------------------------------------------------------------------------------------------------------------

_LEADS = re.compile(r"^(?:由)?(.+?)(?:负责)?牵头(?:负责|办理|落实)?$")
_HELPS = re.compile(r"^(.+?)(?:等)?(?:配合|协办|协助|参与)(?:办理|落实)?$")
_LABELLED = re.compile(
    r"(?:^|[;；。\s，,])\s*(牵头(?:单位|部门)?|主办(?:单位)?|配合(?:单位|部门)?|协办(?:单位)?|责任单位)[:：]\s*"
)
_UNIT_SEPARATOR = re.compile(r"[、，,;；/|\n\r]+|\s{1,}")


def _unit_names(text: str) -> list[str]:
    parts = _outside_brackets(_UNIT_SPACES.sub("、", text.strip()))
    names = [re.sub(r"^(?:及|和|由)|等(?:部门|单位|有关部门|相关部门)?$", "", p.strip(_TRIM)).strip() for p in parts]
    return [n for n in names if n and not says_nothing(n)]


_UNIT_SPACES = re.compile(r"\s+|/+|\|+")


def parse_unit_list(raw) -> Parsed:
    """Read 配合单位. Value: list of names as written."""
    if type(raw) is CellError:
        return broken(raw)
    text = text_of(raw)
    if says_nothing(text):
        return Parsed([])
    text = re.sub(r"配合$|协办$", "", half_width(text))
    return Parsed(list(dict.fromkeys(_unit_names(text))))


def parse_units(raw) -> Parsed:
    """Read 责任单位: one unit, or several with who leads (市工信局牵头，市财政局、税务局配合). Value: :class:`Units`."""
    if type(raw) is CellError:
        return broken(raw)
    text = half_width(text_of(raw))
    if says_nothing(text):
        return Parsed(Units())
    if text.isalpha() and not text.endswith(("牵头", "配合", "协办")):
        return Parsed(Units(text))
    lead, support = _labelled(text) if _LABELLED.search(text) else _by_clause(text)
    if not lead and support:
        return question(f"“{text}”没有写明牵头单位，请选择。", support)
    helpers = tuple(dict.fromkeys([*lead[1:], *support]))
    units = Units(lead[0] if lead else "", helpers)
    if helpers:
        return warning(
            units, f"一格里有几个单位：牵头按“{units.lead}”，其余（{'、'.join(helpers)}）按配合登记，请核对。"
        )
    return Parsed(units)


def _labelled(text: str) -> tuple[list[str], list[str]]:
    lead, support = [], []
    pieces = _LABELLED.split(text)
    for label, names in zip(pieces[1::2], pieces[2::2], strict=True):
        (support if label.startswith(("配合", "协办")) else lead).extend(_unit_names(names))
    return lead, support


def _by_clause(text: str) -> tuple[list[str], list[str]]:
    """Sort the units of a sentence into leading and supporting; unmarked ones lead if nobody else does."""
    lead, support, unmarked = [], [], []
    for clause in re.split(r"[，,;；。\n]+", text):
        clause = clause.strip()
        if not clause:
            continue
        names = _unit_names(
            _BRACKET_ROLE.sub(lambda m: "牵头" if m[1].startswith(("牵头", "主办")) else "配合", clause)
        )
        if not names:
            continue
        if any(n.endswith("牵头") or n.startswith("牵头") for n in names):
            for n in names:
                marked = n.endswith("牵头")
                (lead if marked else support if n.endswith("配合") else unmarked).append(
                    _LEADS.sub(r"\1", n) if marked else _HELPS.sub(r"\1", n)
                )
        elif m := _HELPS.match(names[-1]):
            support.extend([*names[:-1], m[1]])
        else:
            unmarked.extend(names)
    if lead:
        return lead, [*unmarked, *support]
    return unmarked, support


_BRACKET_ROLE = re.compile(r"\((牵头|主办|配合|协办)(?:单位|部门)?\)")


# Places -------------------------------------------------------------------------------------------------------------


def parse_places(raw) -> Parsed:
    """Read regions, several to a cell. Value: list of names as written, not yet resolved."""
    if type(raw) is str and raw.isalpha():
        return Parsed([raw])
    if type(raw) is CellError:
        return broken(raw)
    text = text_of(raw)
    if says_nothing(text):
        return Parsed([])
    names = [re.sub(r"\s+", "", n) for n in _outside_brackets(re.sub(r"[\n\r/]+", "、", text))]
    return Parsed([n for n in names if n])


def parse_place(raw) -> Parsed:
    """Read one region. Value: its name as written without white space, "" for blank."""
    if type(raw) is str and raw.isalpha():
        return Parsed(raw)
    if type(raw) is CellError:
        return broken(raw)
    text = text_of(raw)
    return Parsed("" if says_nothing(text) else re.sub(r"\s+", "", text))

"""The numbers people put before the points of a list, told apart from numbers that are part of what they say.

A number counts as numbering only where several of one style run on from 1 (or a lone 1 stands in front of words):
``3000万元贷款``, ``2.5亿元``, ``10月底前``, ``1号线``, ``一、二期用地`` begin with a number and keep it.
"""

import re
from dataclasses import dataclass, field

_ORDINAL = "一二三四五六七八九十"
_ANY = r"(?:^|(?<=[\s;；。，,、:：]))"
# A dot needs more than a digit after it (2.5亿元), save where a year follows (1.2025年订单减少).
_AFTER_DIGIT = r"\s*(?:[、)）]|[.．](?:\s|(?!\d)|(?=\d{4}年)))\s*"
_STYLES = (
    re.compile(rf"{_ANY}(?P<n>\d{{1,2}}){_AFTER_DIGIT}"),
    re.compile(r"[（(]\s*(?P<n>\d{1,2})\s*[)）]"),
    re.compile(r"(?P<n>[①-⑳])"),
    re.compile(rf"{_ANY}(?P<n>[{_ORDINAL}]{{1,3}})[、.．]"),
    re.compile(rf"[（(](?P<n>[{_ORDINAL}]{{1,3}})[)）]"),
    re.compile(rf"{_ANY}(?P<n>[{_ORDINAL}])是"),
    re.compile(rf"{_ANY}第(?P<n>[{_ORDINAL}])(?=[，,、:：])"),
    re.compile(r"(?<![\d.．])(?P<n>\d{1,2})[.．、](?=[\u4e00-\u9fff])"),
)
_SOFT = "，,、"
# （2）人 counts people; 、二期 and 、3号 go on with what stands before them.
_COUNTED = re.compile(r"[人个名项户家件万亿元台套吨倍年月日号楼期层]")
_GOES_ON = re.compile(rf"\s*(?:\d|[{_ORDINAL}]{{1,3}}(?:[期号季级类线楼层届分车区部段批次月年]|标段))")
_LONE = re.compile(r"\s*(?:1\s*[.．、)）]|[（(]1[)）]|一、)\s*")
_HEAD = " \t\r\n\u3000;；,，、。:："
_TAIL = _HEAD + "."
_INTRODUCTION = re.compile(
    r"(?:该|本|我)?(?:企业|公司|单位|厂)?(?:现|目前|当前|近期)?(?:主要)?(?:反映|提出|存在|面临|有|需要?|请求)?(?:了|的|出)?"
    r"(?:以下|如下|下列|主要|具体|几|[一二两三四五六七八九十\d])*(?:个|点|条|项|方面)?(?:的)?"
    r"(?:(?:问题|困难|诉求|需求|建议|意见|事项)(?:及|和|与|、)?)*(?:是|有|如下|为)?[:：]?"
)


@dataclass
class Listed:
    """A text taken apart at its numbering; ``before`` is what stood in front of the first number."""

    points: list[str] = field(default_factory=list)
    before: str = ""

    @property
    def only_introduces(self) -> bool:
        """Whether ``before`` only announces the list (企业主要反映以下问题：) and says nothing itself."""
        return bool(_INTRODUCTION.fullmatch(self.before))


def take_apart(text: str) -> Listed | None:
    """Return ``text`` as the points of a numbered list, or None where it is none; no word of a point is lost."""
    for style in _STYLES:
        marks, expected = [], 1
        for mark in style.finditer(text):
            if _value(mark["n"]) == expected and not _is_part_of_words(text, mark):
                marks.append(mark)
                expected += 1
        if len(marks) < 2:
            continue
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        points = [trimmed(text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
        return Listed([point for point in points if point], trimmed(text[: marks[0].start()]))
    return None


def lines_of(text: str) -> list[str]:
    """Return one text for each non-empty line, without the numbers that run on from 1 at the lines' beginnings."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marked, expected = {}, 1
    for at, line in enumerate(lines):
        if any((mark := style.match(line)) and _value(mark["n"]) == expected for style in _STYLES[:6]):
            marked[at], expected = line[mark.end() :].strip(), expected + 1
    if len(marked) > 1 and all(marked.values()):
        return [marked.get(at, line) for at, line in enumerate(lines)]
    return [without_lone_number(lines[0]), *lines[1:]] if lines else []


def without_lone_number(text: str) -> str:
    """Return ``text`` without a first 1 that begins a list which never went on."""
    mark = _LONE.match(text)
    if mark is None or mark.end() == len(text) or _GOES_ON.match(text, mark.end()):
        return text
    return text[mark.end() :]


def trimmed(text: str) -> str:
    """Return ``text`` without the signs that only part it from its neighbours."""
    return text.lstrip(_HEAD).rstrip(_TAIL)


def _is_part_of_words(text: str, mark: re.Match) -> bool:
    if mark.group().endswith((")", "）")) and mark.group().startswith(("(", "（")):
        return bool(_COUNTED.match(text, mark.end()))
    soft = mark.start() > 0 and text[mark.start() - 1] in _SOFT
    return soft and bool(_GOES_ON.match(text, mark.end()))


def _value(mark: str) -> int:
    if mark.isdecimal():
        return int(mark)
    if "①" <= mark <= "⑳":
        return ord(mark) - ord("①") + 1
    tens, ten, ones = mark.partition("十")
    if not ten:
        return _ORDINAL.index(mark) + 1 if len(mark) == 1 else 0
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (_ORDINAL.index(tens) + 1 if tens else 1) * 10 + (_ORDINAL.index(ones) + 1 if ones else 0)

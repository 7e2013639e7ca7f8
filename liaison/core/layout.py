"""Official papers: titles broken between words in a 梯形 and never cut; office and day where they belong."""

import re
from functools import cache
from itertools import pairwise

SIGNED, DATED = "落款单位", "成文日期"
"""Paragraph styles by which :func:`place_signature` knows the office and the day under a paper."""
_CHARACTER = 16  # points: 三号
_POINT = 12_700  # of the units in which Word files measure
_LEFT = 0  # WD_ALIGN_PARAGRAPH.LEFT
LONGEST = 20  # characters of 二号 in a line of 156 mm
_INSIDE = 40  # what breaking inside a run of unknown characters costs, beside unevenness
_WORDS = re.findall(
    r"\S+",
    """
    关于 诉求 办理 情况 有关 答复 答复函 交办单 督办函 纪要 通知 座谈会 现场会 办公会 会议
    企业家 企业 民营 经济 发展 工作 领导 小组 办公室 促进 服务 协调 对接 银企 现场 办公 专题
    全市 全省 全县 全区 第一 第二 第三 季度 上半年 下半年 推进 调度 调研 融资 用工 用地
    有限公司 有限责任 责任公司 股份 集团 公司 科技 技术 信息 生物 医药 装备 制造 机械 工程
    建设 建筑 材料 新材料 能源 新能源 电力 电子 汽车 零部件 农业 食品 粮食 粮油 贸易 商贸
    物流 运输 化工 环保 环境 文化 传媒 旅游 教育 健康 医疗 器械 药业 实业 投资 控股 管理
    咨询 开发区 经济技术 高新区 高新技术 产业 新区 示范区 合作社 专业 种植 养殖 加工 设备 智能
    数字 网络 软件 矿业 水泥 钢铁 纺织 服装 家具 包装 印刷
    """,
)
_KNOWN = {word[:2]: sorted({w for w in _WORDS if w[:2] == word[:2]}, key=len, reverse=True) for word in _WORDS}
_CLOSE = "的）》”’、，。：；)省市州县区旗"
_OPEN = "（《“‘("


def broken(text: str, longest: int = LONGEST) -> str:
    """Return ``text`` with line breaks: as few lines as hold it, broken where a reader would pause."""
    text = text.strip()
    if len(text) <= longest:
        return text
    costs = _costs(text)
    lines = -(-len(text) // longest)
    for number in (lines, lines + 1, lines + 2):
        if ends := _best(text, costs, number, longest):
            return "\n".join(text[start:end] for start, end in zip((0, *ends), (*ends, len(text)), strict=True))
    return text


def _best(text: str, costs: dict[int, int], number: int, longest: int) -> tuple[int, ...] | None:
    """Return where the ``number`` lines of ``text`` end, the last excepted, at the least cost."""
    even = len(text) / number

    @cache
    def rest(start: int, lines: int) -> tuple[float, tuple[int, ...]] | None:
        if lines == 1:
            left = len(text) - start
            return ((left - even) ** 2, ()) if 0 < left <= longest else None
        found = []
        for end in range(start + 1, min(start + longest, len(text) - 1) + 1):
            if end in costs and (after := rest(end, lines - 1)):
                found.append((after[0] + (end - start - even) ** 2 + costs[end], (end, *after[1])))
        return min(found, default=None)

    best = rest(0, number)
    return best[1] if best else None


def _costs(text: str) -> dict[int, int]:
    """Return position → cost of breaking there; a position inside a word, or before a closing sign, is none."""
    inside: set[int] = set()
    borders = {0, len(text)}
    at = 0
    while at < len(text):
        word = next((w for w in _KNOWN.get(text[at : at + 2], ()) if text.startswith(w, at)), "")
        if not word and (latin := re.match(r"[A-Za-z0-9]+", text[at:])):
            word = latin[0]
        if word:
            inside.update(range(at + 1, at + len(word)))
            borders.update((at, at + len(word)))
        at += len(word) or 1
    borders.update(index for index, sign in enumerate(text, start=1) if sign in _CLOSE)
    return {
        index: 0 if index in borders else _INSIDE
        for index in range(1, len(text))
        if index not in inside and text[index] not in _CLOSE and text[index - 1] not in _OPEN
    }


def place_signature(document) -> None:
    """Put the day two characters to the right of the office's name, the longer of both two characters from the edge."""
    section, two = document.sections[0], 2 * _CHARACTER
    room = (section.page_width - section.left_margin - section.right_margin) / _POINT
    for office, day in pairwise(document.paragraphs):
        if (office.style.name, day.style.name) != (SIGNED, DATED):
            continue
        # The longer one ends two characters from the edge, the other begins where it must.
        widest = max(_width(office.text), _width(day.text) + two)
        _begin(office, room - two - widest)
        _begin(day, room - widest)


def _begin(paragraph, points: float) -> None:
    """Let ``paragraph`` begin so many points from the left margin."""
    layout = paragraph.paragraph_format
    layout.alignment, layout.right_indent, layout.left_indent = _LEFT, 0, round(max(points, 0) * _POINT)


def _width(text: str) -> float:
    """Return the points ``text`` takes in 三号: half a character a digit, a quarter where it meets Chinese."""
    borders = sum(one.isascii() != other.isascii() for one, other in pairwise(text))
    return sum(_CHARACTER / 2 if sign.isascii() else _CHARACTER for sign in text) + borders * _CHARACTER / 4

"""The forms a single date takes, and the days it can stand for: exact, 旬, month, quarter, half-year, year."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from .types import DateSpan

EARLIEST = 1949
_CN = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "O": "0", "两": "2", "元": "1"}
_TIME = re.compile(
    r"[T\s]+\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?秒?(?:\s*[AP]M)?$|(?:上午|下午|"
    r"早上|晚上|晚)\d*[:时点]?\d*分?$",
    re.I,
)
_WEEKDAY = re.compile(r"[(\[]?(?:星期|周|礼拜)[一二三四五六日天1-7][)\]]?")

_FULL = re.compile(r"(\d{4})[.\-/年、,](\d{1,2})[.\-/月、,](\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SHORT_YEAR = re.compile(r"(\d{2}(?=[.\-年])|\d{1,2}(?=/))([.\-/年])(\d{1,2})[.\-/月](\d{1,2})[日号]?")
DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_MONTH = re.compile(r"(\d{4})[.\-/年](\d{1,2})月?份?|(\d{4})(\d{2})")
_YEAR = re.compile(r"(\d{4})年?(?:度|全年|内)?")
_XUN = re.compile(r"(?:(\d{4})[.\-/年])?(\d{1,2})月(?:份)?(上|中|下)旬")
_PART_OF_MONTH = re.compile(r"(?:(\d{4})[.\-/年])?(\d{1,2})月(?:份)?(初|中|底|末|月初|月中|月底)")
_HALF = re.compile(r"(?:(\d{4})年?度?)?(上|下)半年")
_QUARTER = re.compile(r"(?:(\d{4})年?度?)?(?:第?([1-4一二三四])季度|Q([1-4]))")
_YEAR_END = re.compile(r"(\d{4})年?(?:年)?(底|末|初)前?")
_MONTH_DAY = re.compile(r"(\d{1,2})[.\-/月](\d{1,2})[日号]?")
_MONTH_ONLY = re.compile(r"(\d{1,2})月份?")
_CHINESE = re.compile(r"[零〇○O一二三四五六七八九两元十廿]+(?=[年月日号]|$)")
_ENGLISH = {m.lower(): n for n, m in enumerate(calendar.month_abbr) if m}
_ENGLISH_DATE = re.compile(r"(\d{1,2})[-\s]([A-Za-z]{3})[a-z]*[-\s,]+(\d{2,4})")


class Impossible(ValueError):
    """No such day in any calendar; the message is Chinese."""


@lru_cache(maxsize=4096)
def cleaned(text: str) -> str:
    text = _WEEKDAY.sub("", text).strip()
    text = _TIME.sub("", text)
    text = re.sub(r"\s*([年月日号./\-~—、,;至])\s*", r"\1", text.strip("'\"()[] \t\n"))
    text = re.sub(r"\.{2,}", ".", text)
    if any(c in _CN or c in "十廿" for c in text):
        text = _CHINESE.sub(lambda m: _digits(m.group()), text)
    return text.rstrip(".。,;、 ").removesuffix("前").removesuffix("之").removesuffix("左右") or text


def _digits(words: str) -> str:
    """Return 二〇二〇 as 2020, 二十四 as 24, 十一 as 11, 廿三 as 23."""
    words = words.replace("廿", "二十")
    if "十" not in words:
        return "".join(_CN.get(c, c) for c in words)
    tens, _, ones = words.partition("十")
    return str((int(_CN[tens]) if tens in _CN else 1) * 10 + (int(_CN[ones]) if ones in _CN else 0))


def with_year(text: str) -> DateSpan | None:
    """Read one date that names its year."""
    if m := _FULL.fullmatch(text):
        return day_span(*map(int, m.groups()))
    if m := _COMPACT.fullmatch(text):
        y, month, day = map(int, m.groups())
        if EARLIEST <= y <= 2300:
            return day_span(y, month, day)
    if m := _XUN.fullmatch(text):
        return xun_span(int(m[1]), int(m[2]), m[3]) if m[1] else None
    if m := _PART_OF_MONTH.fullmatch(text):
        return month_span(int(m[1]), int(m[2])) if m[1] else None
    if m := _HALF.fullmatch(text):
        return half_year_span(int(m[1]), m[2]) if m[1] else None
    if m := _QUARTER.fullmatch(text):
        return quarter_span(int(m[1]), m[2] or m[3]) if m[1] else None
    if m := _MONTH.fullmatch(text):
        y, month = int(m[1] or m[3]), int(m[2] or m[4])
        if m[3] and not (EARLIEST <= y <= 2100 and 1 <= month <= 12):
            return None
        return month_span(y, month)
    if (m := _YEAR.fullmatch(text)) and EARLIEST <= int(m[1]) <= 2200:
        return DateSpan(dt.date(int(m[1]), 1, 1), dt.date(int(m[1]), 12, 31), "year")
    if m := _YEAR_END.fullmatch(text):
        return DateSpan(dt.date(int(m[1]), 1, 1), dt.date(int(m[1]), 12, 31), "year")
    if m := _ENGLISH_DATE.fullmatch(text):
        month = _ENGLISH.get(m[2].lower())
        return day_span(int(m[3]) + (2000 if len(m[3]) == 2 else 0), month, int(m[1])) if month else None
    if m := DAY_FIRST.fullmatch(text):
        a, b, y = map(int, m.groups())
        if a > 12 >= b:
            return day_span(y, b, a)
        if b > 12 >= a or a == b:
            return day_span(y, a, b)
    return None


def without_year(text: str) -> Callable[[int], DateSpan] | None:
    if m := _MONTH_DAY.fullmatch(text):
        a, b = int(m[1]), int(m[2])
        if a > 12 >= b and "月" not in text:
            return lambda y: day_span(y, b, a)
        return lambda y: day_span(y, a, b)
    if m := _XUN.fullmatch(text):
        return lambda y: xun_span(y, int(m[2]), m[3])
    if (m := _MONTH_ONLY.fullmatch(text)) or (m := _PART_OF_MONTH.fullmatch(text)):
        month = int(m[1] if m.re is _MONTH_ONLY else m[2])
        return lambda y: month_span(y, month)
    if m := _HALF.fullmatch(text):
        return lambda y: half_year_span(y, m[2])
    if m := _QUARTER.fullmatch(text):
        return lambda y: quarter_span(y, m[2] or m[3])
    return None


def day_span(year: int, month: int, day: int) -> DateSpan:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise Impossible(f"没有{year}年{month}月{day}日这一天。请改正日期。") from None
    return DateSpan(date, date)


def day_or_none(year: int, month: int, day: int) -> DateSpan | None:
    try:
        return day_span(year, month, day)
    except Impossible:
        return None


def month_span(year: int, month: int) -> DateSpan:
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        raise Impossible(f"没有{year}年{month}月。请改正日期。")
    return DateSpan(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]), "month")


def xun_span(year: int, month: int, part: str) -> DateSpan:
    whole = month_span(year, month)
    first = {"上": 1, "中": 11, "下": 21}[part]
    last = {"上": 10, "中": 20, "下": whole.last.day}[part]
    return DateSpan(dt.date(year, month, first), dt.date(year, month, last), "xun")


def half_year_span(year: int, part: str) -> DateSpan:
    start = 1 if part == "上" else 7
    return DateSpan(month_span(year, start).first, month_span(year, start + 5).last, "range")


def quarter_span(year: int, number: str) -> DateSpan:
    start = (int(_CN.get(number, number)) - 1) * 3 + 1
    return DateSpan(month_span(year, start).first, month_span(year, start + 2).last, "range")


def label(span: DateSpan) -> str:
    if span.precision == "day":
        return span.first.isoformat()
    if span.precision == "month":
        return f"{span.first.year}年{span.first.month}月"
    if span.precision == "xun":
        return f"{span.first.year}年{span.first.month}月{'上中下'[(span.first.day - 1) // 10]}旬"
    if span.precision == "year":
        return f"{span.first.year}年"
    return f"{span.first.isoformat()}至{span.last.isoformat()}"

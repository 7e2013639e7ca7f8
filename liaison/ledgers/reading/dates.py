"""Dates as papers write them: exact days, months, 旬, half-years, ranges, lists; never an invented day."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from .cells import broken, error, is_blank, plain, question, says_nothing, warning
from .types import Candidate, CellError, DateSpan, Parsed

EARLIEST = 1949
_YEARS_AHEAD = 30
_EPOCH_1900, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_CN = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "O": "0", "两": "2", "元": "1"}
_TIME = re.compile(
    r"[T\s]+\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?秒?(?:\s*[AP]M)?$|(?:上午|下午|早上|晚上|晚)\d*[:时点]?\d*分?$",
    re.I,
)
_WEEKDAY = re.compile(r"[(\[]?(?:星期|周|礼拜)[一二三四五六日天1-7][)\]]?")
_NOT_YET = re.compile(
    r"(?:未|待|尚未|暂未)(?:定|办结|完成|确定|解决|销号|明确)|长期|持续|长期坚持|持续推进|正在办理|即办|立即|随时|常态化|年内|尽快|近期"
)

_FULL = re.compile(r"(\d{4})[.\-/年、,](\d{1,2})[.\-/月、,](\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"(\d{2}(?=[.\-年])|\d{1,2}(?=/))([.\-/年])(\d{1,2})[.\-/月](\d{1,2})[日号]?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_MONTH = re.compile(r"(\d{4})[.\-/年](\d{1,2})月?份?|(\d{4})(\d{2})")
_YEAR = re.compile(r"(\d{4})年?(?:度|全年|内)?")
_XUN = re.compile(r"(?:(\d{4})[.\-/年])?(\d{1,2})月(?:份)?(上|中|下)旬")
_PART_OF_MONTH = re.compile(r"(?:(\d{4})[.\-/年])?(\d{1,2})月(?:份)?(初|中|底|末|月初|月中|月底)")
_HALF = re.compile(r"(?:(\d{4})年?度?)?(上|下)半年")
_QUARTER = re.compile(r"(?:(\d{4})年?度?)?(?:第?([1-4一二三四])季度|Q([1-4]))")
_YEAR_END = re.compile(r"(\d{4})年?(?:年)?(底|末|初)前?")
_MONTH_DAY = re.compile(r"(\d{1,2})[.\-/月](\d{1,2})[日号]?")
_MONTH_ONLY = re.compile(r"(\d{1,2})月份?")
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]?")
_RANGE = re.compile(r"\s*(?:至|到|~|—{1,2}|–|―|-{2,})\s*")
_LIST = re.compile(r"[、,;，；\n]|\s+和\s*|和|及|\s{2,}")
_CHINESE = re.compile(r"[零〇○O一二三四五六七八九两元十廿]+(?=[年月日号]|$)")
_ENGLISH = {m.lower(): n for n, m in enumerate(calendar.month_abbr) if m}
_ENGLISH_DATE = re.compile(r"(\d{1,2})[-\s]([A-Za-z]{3})[a-z]*[-\s,]+(\d{2,4})")


class Impossible(ValueError):
    """No such day in any calendar; the message is Chinese."""


def reader(
    *, today: dt.date, year: int | None = None, past_only: bool = False, date1904: bool = False
) -> Callable[[object], Parsed]:
    """Return ``parse_date`` with its context bound and repeated texts cached."""

    @lru_cache(maxsize=20_000)
    def from_text(text: str) -> Parsed:
        return parse_date(text, today=today, year=year, past_only=past_only, date1904=date1904)

    def read(raw) -> Parsed:
        if type(raw) is str:
            return from_text(raw)
        return parse_date(raw, today=today, year=year, past_only=past_only, date1904=date1904)

    return read


def parse_date(
    raw, *, today: dt.date, year: int | None = None, past_only: bool = False, date1904: bool = False
) -> Parsed:
    """Read a date. Value: :class:`DateSpan` or None.

    ``year`` is what title or file name say, used where the cell names none; ``past_only`` makes a day after
    ``today`` an error (a visit cannot have happened yet); ``date1904`` is the workbook's epoch, for bare serials.
    """
    if type(raw) is CellError:
        return broken(raw)
    if isinstance(raw, dt.datetime):
        return _checked(_day(raw.year, raw.month, raw.day), today, past_only)
    if isinstance(raw, dt.date):
        return _checked(DateSpan(raw, raw), today, past_only)
    if is_blank(raw):
        return Parsed(None)
    if isinstance(raw, (dt.time, dt.timedelta)):
        return error("这里的日期是“1900年1月0日”（只有时间、没有日期）。请填写真实日期，如 2026-06-24。")
    if isinstance(raw, bool):
        return error("这里应填日期，如 2026-06-24。")
    try:
        if isinstance(raw, (int, float)):
            return _from_number(float(raw), today, year, past_only, date1904)
        return _from_text(plain(raw), today, year, past_only, date1904)
    except Impossible as impossible:
        return error(str(impossible))


def _from_number(number: float, today, year, past_only, date1904) -> Parsed:
    """Read a numeric cell: 20200624, 202006, 2020, a serial, or 2020.6 / 6.24 that Excel took for a number."""
    if number < 0:
        return error(f"{number:g} 不是日期。请按 2026-06-24 的样子填写。")
    if number.is_integer():
        return _from_text(str(int(number)), today, year, past_only, date1904)
    text = f"{number:.10g}"
    whole, _, part = text.partition(".")
    if _EPOCH_1900 + dt.timedelta(20_000) <= _serial(number, date1904) and number > 20_000 and len(part) > 2:
        return _from_serial(number, today, past_only, date1904)
    if part == "1" and len(whole) == 4:
        return question(
            f"单元格是数字 {text}，分不清是 1 月还是 10 月。",
            [Candidate(f"{whole}年10月", f"{whole}年10月", 0.5), Candidate(f"{whole}年1月", f"{whole}年1月", 0.5)],
        )
    if len(whole) <= 2 and part in ("1", "2", "3"):
        options = [f"{whole}月{part}0日", f"{whole}月{part}日"]
        return question(f"单元格是数字 {text}，分不清是{options[1]}还是{options[0]}。", options)
    return _from_text(text, today, year, past_only, date1904)


def _from_text(text: str, today, year, past_only, date1904) -> Parsed:
    text = _clean(text)
    if says_nothing(text):
        return Parsed(None)
    if "*" in text or "#" in text or "?" in text:
        return error(f"“{text}”不是日期。请按 2026-06-24 的样子填写。")
    span = _single(text)
    if span:
        return _checked(span, today, past_only)
    if text.isdigit():
        return _from_digits(text, today, past_only, date1904)
    ambiguous = _ambiguous(text, today)
    if ambiguous:
        return ambiguous
    return (
        _without_year(text, today, year, past_only)
        or _several(text, today, year, past_only)
        or _words(text)
        or error(f"“{text}”读不成日期。请按 2026-06-24 或 2026年6月 的样子填写。")
    )


@lru_cache(maxsize=4096)
def _clean(text: str) -> str:
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


def _single(text: str) -> DateSpan | None:
    """Read one date that names its year."""
    if m := _FULL.fullmatch(text):
        return _day(*map(int, m.groups()))
    if m := _COMPACT.fullmatch(text):
        y, month, day = map(int, m.groups())
        if EARLIEST <= y <= 2300:
            return _day(y, month, day)
    if m := _XUN.fullmatch(text):
        return _xun(int(m[1]), int(m[2]), m[3]) if m[1] else None
    if m := _PART_OF_MONTH.fullmatch(text):
        return _month(int(m[1]), int(m[2])) if m[1] else None
    if m := _HALF.fullmatch(text):
        return _half(int(m[1]), m[2]) if m[1] else None
    if m := _QUARTER.fullmatch(text):
        return _quarter(int(m[1]), m[2] or m[3]) if m[1] else None
    if m := _MONTH.fullmatch(text):
        y, month = int(m[1] or m[3]), int(m[2] or m[4])
        if m[3] and not (EARLIEST <= y <= 2100 and 1 <= month <= 12):
            return None
        return _month(y, month)
    if (m := _YEAR.fullmatch(text)) and EARLIEST <= int(m[1]) <= 2200:
        return DateSpan(dt.date(int(m[1]), 1, 1), dt.date(int(m[1]), 12, 31), "year")
    if m := _YEAR_END.fullmatch(text):
        return DateSpan(dt.date(int(m[1]), 1, 1), dt.date(int(m[1]), 12, 31), "year")
    if m := _ENGLISH_DATE.fullmatch(text):
        month = _ENGLISH.get(m[2].lower())
        return _day(int(m[3]) + (2000 if len(m[3]) == 2 else 0), month, int(m[1])) if month else None
    if m := _DAY_FIRST.fullmatch(text):
        a, b, y = map(int, m.groups())
        if a > 12 >= b:
            return _day(y, b, a)
        if b > 12 >= a or a == b:
            return _day(y, a, b)
    return None


def _from_digits(text: str, today, past_only, date1904) -> Parsed:
    """Read bare digits that are no calendar date: an Excel serial, or nothing sensible."""
    number = int(text)
    if 20_000 <= number <= 90_000:
        return _from_serial(number, today, past_only, date1904)
    if number == 0:
        return error("这里的日期是“1900年1月0日”，是空日期。请填写真实日期，如 2026-06-24。")
    if len(text) == 6 and (span := _try(2000 + number // 10_000, number // 100 % 100, number % 100)):
        parsed = _checked(span, today, past_only)
        return (
            parsed
            if parsed.note
            else warning(span, f"“{text}”年份只有两位，按{span.first:%Y年%-m月%-d日}读取，请核对。")
        )
    return error(f"“{text}”读不成日期。请按 2026-06-24 的样子填写。")


def _serial(number: float, date1904: bool) -> dt.date:
    return (_EPOCH_1904 if date1904 else _EPOCH_1900) + dt.timedelta(days=int(min(number, 2_000_000)))


def _from_serial(number: float, today, past_only, date1904) -> Parsed:
    day = _serial(number, date1904)
    return _checked(DateSpan(day, day), today, past_only)


def _ambiguous(text: str, today) -> Parsed | None:
    """Answer forms that can be read in two ways with the candidates, and two-digit years with a warning."""
    if m := _DAY_FIRST.fullmatch(text):
        a, b, y = map(int, m.groups())
        found = [s for s in (_try(y, a, b), _try(y, b, a)) if s]
        if not found:
            raise Impossible(f"没有“{text}”这一天。请按 2026-06-24 的样子填写。")
        return question(f"“{text}”分不清日和月。", [_iso(s) for s in found])
    m = _SHORT_YEAR.fullmatch(text)
    if not m or ("月" in text and "年" not in text):
        return None
    a, sep, b, c = int(m[1]), m[2], int(m[3]), int(m[4])
    found = [s for s in (_try(2000 + a, b, c),) if s and s.first.year <= today.year + 1]
    if sep == "/":
        found += [s for s in (_try(2000 + c, a, b), _try(2000 + c, b, a)) if s and s.first.year <= today.year + 1]
    found = list(dict.fromkeys(found))
    if not found:
        raise Impossible(f"没有“{text}”这一天。请按 2026-06-24 的样子填写。")
    if len(found) == 1:
        return warning(found[0], f"“{text}”年份只有两位，按{found[0].first:%Y年%-m月%-d日}读取，请核对。")
    return question(f"“{text}”分不清年、月、日。", [_iso(s) for s in found])


def _without_year(text: str, today, year, past_only) -> Parsed | None:
    """Read a date that names no year: the year of the title is taken and said, else it is asked for."""
    read = _yearless(text)
    if not read:
        return None
    if year is not None:
        parsed = _checked(read(year), today, past_only)
        if parsed.note and parsed.note.level == "error":
            return parsed
        return warning(parsed.value, f"“{text}”没有写年份，按表题取{year}年，请核对。")
    options = []
    for y in (today.year, today.year - 1):
        try:
            span = read(y)
        except Impossible:
            continue
        if not (past_only and span.first > today):
            options.append(Candidate(_label(span), _label(span), 0.6 if y == today.year else 0.4))
    if not options:
        read(2024)  # a leap year: if even that has no such day, say so
    return question(f"“{text}”没有写年份，表题和文件名里也没有。请选择年份。", options)


def _yearless(text: str) -> Callable[[int], DateSpan] | None:
    if m := _MONTH_DAY.fullmatch(text):
        a, b = int(m[1]), int(m[2])
        if a > 12 >= b and "月" not in text:
            return lambda y: _day(y, b, a)
        return lambda y: _day(y, a, b)
    if m := _XUN.fullmatch(text):
        return lambda y: _xun(y, int(m[2]), m[3])
    if (m := _MONTH_ONLY.fullmatch(text)) or (m := _PART_OF_MONTH.fullmatch(text)):
        month = int(m[1] if m.re is _MONTH_ONLY else m[2])
        return lambda y: _month(y, month)
    if m := _HALF.fullmatch(text):
        return lambda y: _half(y, m[2])
    if m := _QUARTER.fullmatch(text):
        return lambda y: _quarter(y, m[2] or m[3])
    return None


def _several(text: str, today, year, past_only) -> Parsed | None:
    """Read a range (start and end) or a list (a question: which day, or one record for each)."""
    parts = [p for p in _RANGE.split(text) if p]
    if len(parts) != 2 and text.count("-") == 1:
        parts = text.split("-")
    if len(parts) == 2 and (spans := _series(parts, today, year)):
        first, last = spans[0].first, spans[1].last
        if last < first:
            return error(f"“{text}”的结束日期早于开始日期。请改正。")
        parsed = _checked(DateSpan(first, last, "range" if first != last else "day"), today, past_only)
        return _assumed_year(parsed, text, parts, year)
    parts = [p for p in _LIST.split(text) if p]
    if len(parts) >= 2 and (spans := _series(parts, today, year)):
        for span in spans:
            parsed = _checked(span, today, past_only)
            if parsed.note and parsed.note.level == "error":
                return parsed
        days = "、".join(_label(s) for s in spans)
        return question(
            f"一格里有{len(spans)}个日期（{days}）。请选择其中一个；如果是{len(spans)}次，请在表里分成{len(spans)}行。",
            [Candidate(_label(s), _label(s), 1 / len(spans)) for s in spans],
        )
    return None


def _series(parts: list[str], today, year) -> list[DateSpan] | None:
    """Read dates in order, each taking year and month from the one before where it names none."""
    spans: list[DateSpan] = []
    month = None
    for part in parts:
        part = part.strip("()[]. ")
        span = _single(part)
        if span is None and (read := _yearless(part)) and (spans or year):
            span = read(spans[-1].first.year if spans else year)
        if span is None and month and (m := _DAY_ONLY.fullmatch(part)):
            span = _day(spans[-1].first.year, month, int(m[1]))
        if span is None:
            return None
        spans.append(span)
        month = span.first.month
    return spans


def _assumed_year(parsed: Parsed, text: str, parts: list[str], year) -> Parsed:
    if parsed.note and parsed.note.level == "error":
        return parsed
    if not re.search(r"\d{4}", parts[0]):
        return warning(parsed.value, f"“{text}”没有写年份，按表题取{year}年，请核对。")
    return parsed


def _words(text: str) -> Parsed | None:
    if _NOT_YET.fullmatch(text):
        return warning(None, f"“{text}”不是日期，本栏留空，原文保留。")
    return None


def _checked(span: DateSpan, today: dt.date, past_only: bool) -> Parsed:
    """Return the span, with an error if it cannot be and a warning if it is less exact than a day."""
    if span.first.year < EARLIEST or span.first.year > today.year + _YEARS_AHEAD:
        return error(f"日期{_label(span)}不合情理。请改正年份。")
    if past_only and span.first > today:
        return error(f"日期{_label(span)}还没有到，不能登记为已经发生。请改正。")
    if span.precision in ("day", "range") and (span.precision == "day" or not _whole_period(span)):
        return Parsed(span)
    return warning(
        span, f"日期只写到{_PRECISION_WORD.get(span.precision, '时段')}，按{_label(span)}登记，不补具体日子。"
    )


_PRECISION_WORD = {"month": "月", "xun": "旬", "year": "年", "range": "时段"}


def _whole_period(span: DateSpan) -> bool:
    """Return whether a range stands for a quarter or a half-year rather than for two named days."""
    return span.first.day == 1 and span.first.month in (1, 4, 7, 10) and (span.last - span.first).days in range(89, 185)


def _day(year: int, month: int, day: int) -> DateSpan:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise Impossible(f"没有{year}年{month}月{day}日这一天。请改正日期。") from None
    return DateSpan(date, date)


def _try(year: int, month: int, day: int) -> DateSpan | None:
    try:
        return _day(year, month, day)
    except Impossible:
        return None


def _month(year: int, month: int) -> DateSpan:
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        raise Impossible(f"没有{year}年{month}月。请改正日期。")
    return DateSpan(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]), "month")


def _xun(year: int, month: int, part: str) -> DateSpan:
    whole = _month(year, month)
    first = {"上": 1, "中": 11, "下": 21}[part]
    last = {"上": 10, "中": 20, "下": whole.last.day}[part]
    return DateSpan(dt.date(year, month, first), dt.date(year, month, last), "xun")


def _half(year: int, part: str) -> DateSpan:
    start = 1 if part == "上" else 7
    return DateSpan(_month(year, start).first, _month(year, start + 5).last, "range")


def _quarter(year: int, number: str) -> DateSpan:
    start = (int(_CN.get(number, number)) - 1) * 3 + 1
    return DateSpan(_month(year, start).first, _month(year, start + 2).last, "range")


def _iso(span: DateSpan) -> Candidate:
    return Candidate(span.first.isoformat(), f"{span.first:%Y年%-m月%-d日}", 0.5)


def _label(span: DateSpan) -> str:
    if span.precision == "day":
        return span.first.isoformat()
    if span.precision == "month":
        return f"{span.first.year}年{span.first.month}月"
    if span.precision == "xun":
        return f"{span.first.year}年{span.first.month}月{'上中下'[(span.first.day - 1) // 10]}旬"
    if span.precision == "year":
        return f"{span.first.year}年"
    return f"{span.first.isoformat()}至{span.last.isoformat()}"

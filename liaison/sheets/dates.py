"""Dates as papers write them: exact days, months, 旬, half-years, ranges, lists; never an invented day."""

import datetime as dt
import re
from collections.abc import Callable
from functools import partial

from .cells import broken, error, is_blank, plain, question, says_nothing, warning
from .date_forms import (
    DAY_FIRST,
    EARLIEST,
    SHORT_YEAR,
    Impossible,
    cleaned,
    day_or_none,
    day_span,
    label,
    with_year,
    without_year,
)
from .types import Candidate, CellError, DateSpan, Parsed

_RANGE = re.compile(r"\s*(?:至|到|~|—{1,2}|–|―|-{2,})\s*")
_LIST = re.compile(r"[、,;，；\n]|\s+和\s*|和|及|\s{2,}")
_NOT_YET = re.compile(
    r"(?:未|待|尚未|暂未)(?:定|办结|完成|确定|解决|销号|明确)|长期|持续|长期坚持|持续推进|"
    r"正在办理|即办|立即|随时|常态化|年内|尽快|近期"
)
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]?")
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})", re.IGNORECASE)
_CHINA = dt.timezone(dt.timedelta(hours=8))
_YEARS_AHEAD = 30
_EPOCH_1900, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)


def reader(
    *, today: dt.date, year: int | None = None, past_only: bool = False, date1904: bool = False
) -> Callable[[object], Parsed]:
    """Return ``parse_date`` with its context bound."""
    return partial(parse_date, today=today, year=year, past_only=past_only, date1904=date1904)


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
        return _checked(day_span(raw.year, raw.month, raw.day), today, past_only)
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
        if len(raw) > 100:
            return error("这里的文字太长，不是日期。请按 2026-06-24 的样子填写。")
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
    if _ZONED.fullmatch(text):
        return _checked(_day_here(text), today, past_only)
    text = cleaned(text)
    if says_nothing(text):
        return Parsed(None)
    if "*" in text or "#" in text or "?" in text:
        return error(f"“{text}”不是日期。请按 2026-06-24 的样子填写。")
    span = with_year(text)
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


def _day_here(text: str) -> DateSpan:
    """Return the day in China of a moment that names its zone, as programs write it: local midnight is 16:00Z."""
    try:
        day = dt.datetime.fromisoformat(text.upper()).astimezone(_CHINA).date()
    except (ValueError, OverflowError):
        raise Impossible(f"没有“{text}”这一天。请按 2026-06-24 的样子填写。") from None
    return day_span(day.year, day.month, day.day)


def _from_digits(text: str, today, past_only, date1904) -> Parsed:
    """Read bare digits that are no calendar date: an Excel serial, or nothing sensible."""
    number = int(text)
    if 20_000 <= number <= 90_000:
        return _from_serial(number, today, past_only, date1904)
    if number == 0:
        return error("这里的日期是“1900年1月0日”，是空日期。请填写真实日期，如 2026-06-24。")
    if len(text) == 6 and (span := day_or_none(2000 + number // 10_000, number // 100 % 100, number % 100)):
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
    if m := DAY_FIRST.fullmatch(text):
        a, b, y = map(int, m.groups())
        found = [s for s in (day_or_none(y, a, b), day_or_none(y, b, a)) if s]
        if not found:
            raise Impossible(f"没有“{text}”这一天。请按 2026-06-24 的样子填写。")
        return question(f"“{text}”分不清日和月。", [_iso(s) for s in found])
    m = SHORT_YEAR.fullmatch(text)
    if not m or ("月" in text and "年" not in text):
        return None
    a, sep, b, c = int(m[1]), m[2], int(m[3]), int(m[4])
    found = [s for s in (day_or_none(2000 + a, b, c),) if s and s.first.year <= today.year + 1]
    if sep == "/":
        found += [
            s
            for s in (day_or_none(2000 + c, a, b), day_or_none(2000 + c, b, a))
            if s and s.first.year <= today.year + 1
        ]
    found = list(dict.fromkeys(found))
    if not found:
        raise Impossible(f"没有“{text}”这一天。请按 2026-06-24 的样子填写。")
    if len(found) == 1:
        return warning(found[0], f"“{text}”年份只有两位，按{found[0].first:%Y年%-m月%-d日}读取，请核对。")
    return question(f"“{text}”分不清年、月、日。", [_iso(s) for s in found])


def _without_year(text: str, today, year, past_only) -> Parsed | None:
    """Read a date that names no year: the year of the title is taken and said, else it is asked for."""
    read = without_year(text)
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
            options.append(Candidate(label(span), label(span), 0.6 if y == today.year else 0.4))
    if not options:
        read(2024)  # a leap year: if even that has no such day, say so
    return question(f"“{text}”没有写年份，表题和文件名里也没有。请选择年份。", options)


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
        days = "、".join(label(s) for s in spans)
        return question(
            f"一格里有{len(spans)}个日期（{days}）。请选择其中一个；如果是{len(spans)}次，请在表里分成{len(spans)}行。",
            [Candidate(label(s), label(s), 1 / len(spans)) for s in spans],
        )
    return None


def _series(parts: list[str], today, year) -> list[DateSpan] | None:
    """Read dates in order, each taking year and month from the one before where it names none."""
    spans: list[DateSpan] = []
    month = None
    for part in parts:
        part = part.strip("()[]. ")
        span = with_year(part)
        if span is None and (read := without_year(part)) and (spans or year):
            span = read(spans[-1].first.year if spans else year)
        if span is None and month and (m := _DAY_ONLY.fullmatch(part)):
            span = day_span(spans[-1].first.year, month, int(m[1]))
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
        return error(f"日期{label(span)}不合情理。请改正年份。")
    if past_only and span.first > today:
        return error(f"日期{label(span)}还没有到，不能登记为已经发生。请改正。")
    if span.precision in ("day", "range") and (span.precision == "day" or not _whole_period(span)):
        return Parsed(span)
    return warning(
        span, f"日期只写到{_PRECISION_WORD.get(span.precision, '时段')}，按{label(span)}登记，不补具体日子。"
    )


_PRECISION_WORD = {"month": "月", "xun": "旬", "year": "年", "range": "时段"}


def _whole_period(span: DateSpan) -> bool:
    """Return whether a range stands for a quarter or a half-year rather than for two named days."""
    return span.first.day == 1 and span.first.month in (1, 4, 7, 10) and (span.last - span.first).days in range(89, 185)


def _iso(span: DateSpan) -> Candidate:
    return Candidate(span.first.isoformat(), f"{span.first:%Y年%-m月%-d日}", 0.5)

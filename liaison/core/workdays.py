"""The office calendar: which days people work, 调休 included, and how to count them.

Three layers, the first that knows the day decides: a :class:`CalendarOverride` row, the ``holidays``
package (statutory holidays and the State Council's yearly notice), Monday–Friday.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

from liaison.core.errors import Refused
from liaison.core.models import CalendarOverride


@lru_cache(maxsize=256)
def _package_year(year: int) -> tuple[tuple[int, ...], bool]:
    """Return the ordinals of the year's working days, and whether its official notice is known.

    Years outside the package's range count Monday–Friday.
    """
    import holidays  # the calendars of all countries; loaded by those who count days

    china = holidays.China(years=year) if holidays.China.start_year <= year <= holidays.China.end_year else None
    first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
    days = (dt.date.fromordinal(ordinal) for ordinal in range(first, last + 1))
    working = china.is_working_day if china is not None else (lambda day: day.weekday() < 5)
    notice = china is not None and year in china.special_public_holidays
    return tuple(day.toordinal() for day in days if working(day)), notice


class WorkCalendar:
    """Counts working days. Day 1 is the first working day *after* the start day."""

    def __init__(self, overrides: Iterable[CalendarOverride] = ()) -> None:
        self._overrides: dict[int, dict[int, bool]] = {}
        self._announced: set[int] = set()
        for row in overrides:
            self._overrides.setdefault(row.date.year, {})[row.date.toordinal()] = row.is_workday
            # A day the office closes by itself does not make a year official; a quoted notice or a 调休 day does.
            if row.is_workday or row.source:
                self._announced.add(row.date.year)
        self._years: dict[int, tuple[int, ...]] = {}

    @classmethod
    def load(cls) -> "WorkCalendar":
        """Return the calendar with the overrides on record; one SQL query."""
        return cls(CalendarOverride.objects.order_by())

    def is_workday(self, day: dt.date) -> bool:
        days = self._working(day.year)
        at = bisect_left(days, day.toordinal())
        return at < len(days) and days[at] == day.toordinal()

    def add(self, day: dt.date, n: int) -> dt.date:
        """Return the ``n``-th working day after ``day`` (before it, if ``n`` is negative); ``day`` itself for 0.

        Raises :class:`Refused` when the result lies outside the years 1–9999.
        """
        if n == 0:
            return day
        year, left, ordinal = day.year, abs(n), day.toordinal()
        while dt.MINYEAR <= year <= dt.MAXYEAR:
            days = self._working(year)
            if n > 0:
                passed = bisect_right(days, ordinal)
                if passed + left <= len(days):
                    return dt.date.fromordinal(days[passed + left - 1])
                left, year = left - (len(days) - passed), year + 1
            else:
                before = bisect_left(days, ordinal)
                if left <= before:
                    return dt.date.fromordinal(days[before - left])
                left, year = left - before, year - 1
        raise Refused(f"从 {day} 起推算 {n} 个工作日，超出了日历范围，请减少天数。")

    def count(self, after: dt.date, until: dt.date) -> int:
        """Return the number of working days after ``after`` up to and including ``until``; negative if reversed."""
        if until < after:
            return -self.count(until, after)
        return sum(
            bisect_right(days, until.toordinal()) - bisect_right(days, after.toordinal())
            for days in map(self._working, range(after.year, until.year + 1))
        )

    def odd_days(self, after: dt.date, until: dt.date) -> list[dt.date]:
        """Return the days after ``after`` up to and including ``until`` that are no plain Monday–Friday."""
        days = (after + dt.timedelta(days=n) for n in range(1, (until - after).days + 1))
        return [day for day in days if self.is_workday(day) != (day.weekday() < 5)]

    def is_official(self, year: int) -> bool:
        """Return whether the State Council's notice for ``year`` is known to the package or to the table."""
        return year in self._announced or _package_year(year)[1]

    def warning(self, *days: dt.date) -> str:
        """Return a Chinese sentence if a day's year has no official calendar yet, else an empty string."""
        years = sorted({day.year for day in days if not self.is_official(day.year)})
        if not years:
            return ""
        names = "、".join(f"{year}年" for year in years)
        return f"{names}的节假日与调休安排尚未公布，有关期限暂按法定节假日和周一至周五推算，公布后可能变化。"

    def _working(self, year: int) -> tuple[int, ...]:
        if year not in self._years:
            overrides = self._overrides.get(year, {})
            days = _package_year(year)[0]
            if overrides:
                kept = (day for day in days if day not in overrides)
                days = tuple(sorted([*kept, *(day for day, works in overrides.items() if works)]))
            self._years[year] = days
        return self._years[year]

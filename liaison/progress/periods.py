"""Spans of days that figures are about: 2026, 2026-Q3, 2026-09, 2026-W37."""

import datetime as dt
import re
from dataclasses import dataclass

from liaison.core.errors import Refused

_FORM = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})|W(\d{2})))?")
_QUARTERS = "一二三四"
# Beyond these a period has no neighbours to go to, and nothing was recorded.
FIRST_YEAR, LAST_YEAR = 1950, 2200


@dataclass(frozen=True)
class Period:
    """From ``first`` to ``last``, both included. ``code`` is how it is written: 2026-Q3."""

    code: str
    title: str
    first: dt.date
    last: dt.date

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read a year, quarter, month or ISO week (Monday–Sunday); raise :class:`Refused` otherwise."""
        match = _FORM.fullmatch(text.strip().upper())
        try:
            if match is None:
                raise ValueError(text)
            year, quarter, month, week = (int(part) if part else None for part in match.groups())
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise ValueError(text)
            if week is not None:
                first = dt.date.fromisocalendar(year, week, 1)
                return cls(match[0], f"{year}年第{week}周", first, first + dt.timedelta(days=6))
            if quarter is not None:
                title = f"{year}年第{_QUARTERS[quarter - 1]}季度"
                return cls(match[0], title, dt.date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter))
            if month is not None:
                return cls(match[0], f"{year}年{month}月", dt.date(year, month, 1), _month_end(year, month))
            return cls(match[0], f"{year}年", dt.date(year, 1, 1), dt.date(year, 12, 31))
        except ValueError:
            raise Refused(
                f"时段“{text}”无法识别，请写成 2026（年）、2026-Q3（季）、2026-09（月）或 2026-W37（周）。"
            ) from None

    @classmethod
    def quarter_of(cls, day: dt.date) -> "Period":
        return cls.parse(f"{day.year}-Q{(day.month + 2) // 3}")

    def cutoff(self, today: dt.date) -> dt.date:
        """Return the day as of which the period's figures stand: its end, or today while it runs."""
        return min(self.last, today)

    def before(self) -> "Period":
        """Return the period of the same length just before this one."""
        return self._beside(self.first - dt.timedelta(days=1))

    def after(self) -> "Period":
        """Return the period of the same length just after this one."""
        return self._beside(self.last + dt.timedelta(days=1))

    def _beside(self, day: dt.date) -> "Period":
        if "Q" in self.code:
            return Period.quarter_of(day)
        if "W" in self.code:
            year, week, _day = day.isocalendar()
            return Period.parse(f"{year}-W{week:02d}")
        return Period.parse(f"{day.year}-{day.month:02d}" if "-" in self.code else f"{day.year:04d}")


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)

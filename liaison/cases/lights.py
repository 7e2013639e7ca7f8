"""红黄绿灯: word and icon first, colour last; and how many working days are left."""

import datetime as dt
from dataclasses import dataclass

from .choices import RUNNING_STATES, State
from .judicial import is_beyond_chasing
from .models.querysets import DUE_SOON_DAYS


@dataclass(frozen=True)
class Light:
    """``colour`` is one of the theme's: success, warning, danger, info, "" (grey)."""

    word: str
    icon: str
    colour: str = ""


def light_of(case, today: dt.date, calendar) -> Light:
    """Return the light of ``case`` on ``today``; needs ``lead_unit`` loaded and does no SQL."""
    if case.is_paused_on(today):
        return Light(f"暂停计时至 {case.paused_until:%m月%d日}，等企业补充材料", "pause_circle", "info")
    if case.state in (State.SUBMITTED,) and case.accept_due_on:
        return _against(case.accept_due_on, today, calendar, "受理")
    if case.state not in RUNNING_STATES or case.due_on is None:
        return Light(case.get_state_display(), "radio_button_unchecked")
    if is_beyond_chasing(case):
        return Light("协调事项，不设催办", "balance")
    if case.is_historic and case.due_on < today:
        return Light(f"历史台账，原定 {case.due_on:%Y-%m-%d} 前", "history")
    return _against(case.due_on, today, calendar)


def _against(due_on: dt.date, today: dt.date, calendar, what: str = "") -> Light:
    left = calendar.count(today, due_on)
    if due_on < today:
        # A deadline that ended on a day off is overdue from the next day on, by nought working days yet.
        return Light(f"{what}超期 {-left} 个工作日" if left else f"{what}已超期", "error", "danger")
    if left == 0:
        return Light(f"{what}今天到期", "alarm", "warning")
    colour, icon = ("warning", "schedule") if left <= DUE_SOON_DAYS else ("success", "check_circle")
    return Light(f"{what}还剩 {left} 个工作日", icon, colour)

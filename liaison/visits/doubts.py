"""What is unusual about a visit and may still be right; the sentences are those of 联系关系."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from liaison.assignments.doubts import gone, out_of_post
from liaison.core.dated import holds_on
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Tenure, User
from liaison.enterprises.choices import GONE
from liaison.enterprises.models import Absence, Enterprise

from .models import Visit

# Older visits are asked about.
LONG_AGO = dt.timedelta(days=366)


def doubts_about(visit: Visit) -> list[str]:
    """Return what is unusual about saving ``visit``; two statements at most."""
    return doubts_about_many([visit])[0]


def doubts_about_many(visits: Sequence[Visit]) -> list[list[str]]:
    """Return for each of ``visits`` what is unusual about saving it; two statements at most for all."""
    gone_now = {visit.enterprise_id for visit in visits if visit.enterprise.status in GONE}
    away = _spans(Absence.objects.filter(enterprise__in=gone_now), "enterprise", "first_on", "last_on")
    leaders = {visit.leader_id for visit in visits} - {None}
    posts = _spans(Tenure.objects.filter(leader__in=leaders), "leader", "start_on", "end_on")
    return [_unusual(visit, posts.get(visit.leader_id, []), away.get(visit.enterprise_id, [])) for visit in visits]


def _unusual(visit: Visit, posts: list[tuple], away: list[tuple]) -> list[str]:
    """As ``Leader.out_of_post`` and ``Enterprise.gone`` have it: of days that nobody wrote down nothing is asked."""
    found, day = [], visit.held_on
    if posts and not any(holds_on(day, first, last) for first, last in posts):
        found.append(out_of_post(visit.leader, day, None))
    dated = any(last is None for _, last in away)
    if visit.enterprise.status in GONE and (not dated or any(holds_on(day, first, last) for first, last in away)):
        found.append(gone(visit.enterprise, visit.enterprise.get_status_display()))
    return found


def _spans(rows: QuerySet, of: str, first: str, last: str) -> dict[int, list[tuple]]:
    spans = defaultdict(list)
    for key, *span in rows.order_by().values_list(of, first, last):
        spans[key].append(tuple(span))
    return spans


def doubts_about_day(held_on: dt.date, today: dt.date) -> list[str]:
    """Ask about a day long gone: more often a slip of the year than a visit nobody wrote down."""
    if held_on >= today - LONG_AGO:
        return []
    return [f"走访日期 {held_on:%Y-%m-%d} 是一年多以前，请核对年份。"]


def doubts_about_again(enterprise: Enterprise, held_on: dt.date, by: User) -> list[str]:
    """Ask about a second visit of one person to one enterprise on one day."""
    known = Visit.objects.filter(enterprise=enterprise, held_on=held_on, held_until=held_on, logged_by=by).first()
    if known is None:
        return []
    address = reverse("admin:visits_visit_change", args=[known.pk])
    link = format_html('<a class="li-link" href="{}" target="_blank">打开那条记录</a>', address)
    asked = "您已记过 {} 走访{}，这是另外一次吗？要补充上次的内容，请{}。"
    return [format_html(asked, f"{held_on:%Y-%m-%d}", enterprise, link)]


def doubts_about_due(due_on: dt.date, today: dt.date, calendar: WorkCalendar) -> list[str]:
    """Ask about a promise overdue at birth, or due on a day off; the next working day is named."""
    if due_on < today:
        return [f"完成期限 {due_on:%Y-%m-%d} 已经过去，保存后会立即显示逾期。"]
    if calendar.is_workday(due_on):
        return []
    following = calendar.add(due_on, 1)
    return [f"完成期限 {due_on:%Y-%m-%d} 是休息日，之后的第一个工作日是 {following:%Y-%m-%d}。"]

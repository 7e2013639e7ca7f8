"""What is unusual about a visit and may still be right; the sentences are those of 联系关系."""

import datetime as dt

from django.urls import reverse
from django.utils.html import format_html

from liaison.assignments.doubts import gone, out_of_post
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Leader, User
from liaison.enterprises.choices import GONE
from liaison.enterprises.models import Enterprise

from .models import Visit

# Older visits are asked about.
LONG_AGO = dt.timedelta(days=366)


def doubts_about(visit: Visit) -> list[str]:
    """Return what is unusual about saving ``visit``; two statements at most."""
    found = []
    if visit.leader_id and Leader.objects.out_of_post(visit.held_on).filter(pk=visit.leader_id).exists():
        found.append(out_of_post(visit.leader, visit.held_on, None))
    gone_by_then = Enterprise.objects.gone(visit.held_on).filter(pk=visit.enterprise_id)
    if visit.enterprise.status in GONE and gone_by_then.exists():
        found.append(gone(visit.enterprise, visit.enterprise.get_status_display()))
    return found


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

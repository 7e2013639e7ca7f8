"""The officer's home: what to do next, one tap each."""

import datetime as dt

from django.urls import reverse

from liaison.cases.models import Case
from liaison.core.workdays import WorkCalendar
from liaison.visits.models import DueEnterprise, FollowUp, Visit

from .parts import SHOWN, Line, Section, cases, follow_ups

AHEAD = 7


def context(request, today: dt.date, calendar: WorkCalendar) -> dict:
    """Return the sections of ``progress/officer.html``; a fixed number of queries."""
    user = request.user
    promises = FollowUp.objects.of_person(user).open().filter(due_on__lte=today + dt.timedelta(days=AHEAD))
    follow_up_list = reverse("admin:visits_followup_changelist")
    sections = [
        _to_visit(user, today),
        follow_ups(
            "我要兑现的承诺", promises, f"{follow_up_list}?whose=mine&state=open",
            f"{AHEAD} 天内没有要到期的跟进事项。", today, calendar,
        ),
        cases(
            "企业诉求办到哪了", Case.objects.visible_to(user).unfinished(),
            "您联系的企业目前没有在办的诉求。", today, calendar,
        ),
        _recent(user),
    ]  # fmt: skip
    return {
        "sections": sections,
        "portfolio": DueEnterprise.objects.linked(today, officer=user.pk).count(),
        "portfolio_url": f"{reverse('admin:visits_dueenterprise_changelist')}?whose=mine",
    }


def _to_visit(user, today: dt.date) -> Section:
    mine = DueEnterprise.objects.linked(today, officer=user.pk).due(today, ahead=AHEAD)
    loaded = mine.with_visits(today).select_related("region").order_by("last_visit", "pk")
    # Never visited first, then by how long the visit has been due; a portfolio is a few dozen enterprises.
    waiting = sorted(loaded, key=lambda row: (row.last_visit is not None, row.due_on(today), row.pk))
    lines = [
        Line(
            title=row.name,
            note=f"{row.region}，{_last(row.last_visit)}",
            when=_due(row.due_on(today), row.last_visit, today),
            tone="bad" if row.due_on(today) < today or row.last_visit is None else "warn",
            url=reverse("admin:enterprises_enterprise_page", args=[row.pk]),
            go=f"{reverse('admin:visits_quick')}?enterprise={row.pk}",
        )
        for row in waiting[:SHOWN]
    ]
    url = f"{reverse('admin:visits_dueenterprise_changelist')}?whose=mine&state=due"
    return Section("该走访的企业", lines, len(waiting), url, "近期没有该走访的企业，都走访到了。", go_title="记走访")


def _last(day: dt.date | None) -> str:
    return f"上次走访 {day:%Y-%m-%d}" if day else "还没有走访记录"


def _due(due_on: dt.date, last_visit: dt.date | None, today: dt.date) -> str:
    if last_visit is None:
        return "待首次走访"
    if due_on < today:
        return f"已过 {(today - due_on).days} 天"
    return "今天到期" if due_on == today else f"{(due_on - today).days} 天内"


def _recent(user) -> Section:
    rows = Visit.objects.filter(logged_by=user)
    loaded = rows.select_related("enterprise").order_by("-held_on", "-pk")[:4]
    lines = [
        Line(
            title=str(row.enterprise),
            note=row.get_method_display(),
            when=f"{row.held_on:%Y-%m-%d}",
            url=reverse("admin:visits_visit_change", args=[row.pk]),
        )
        for row in loaded
    ]
    url = f"{reverse('admin:visits_visit_changelist')}?logged=mine"
    return Section("我最近的走访", lines, rows.count(), url, "还没有记过走访，点上面的“记走访”开始。")

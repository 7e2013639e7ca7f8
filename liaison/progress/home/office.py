"""The home of an office: what waits for it, and for whom it waits."""

import datetime as dt

from django.urls import reverse

from liaison.cases.choices import State
from liaison.cases.models import Case
from liaison.cases.queues import counts_for, queues_for
from liaison.cases.services.recounting import count as recount_count
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Role
from liaison.progress.indicators import Scope
from liaison.progress.periods import Period
from liaison.progress.tables import table_of_places
from liaison.visits.models import FollowUp

from .parts import Section, cards, cases, follow_ups

_URGENT = {"overdue": "bad", "soon": "warn"}
CARDS = ("linked", "visited", "led", "visits", "visits_households", "overdue")


_DOORS = (
    ("登记 96611 热线", "call", "admin:cases_case_hotline"),
    ("导入台账", "upload_file", "admin:ledgers_importbatch_changelist"),
    ("记走访", "edit_square", "admin:visits_quick"),
)


def context(request, today: dt.date, calendar: WorkCalendar) -> dict:
    """Return queues, the cases to take up first, and promises; a coordinating office also sees its region's figures."""
    user = request.user
    coordinates = user.role == Role.COORDINATOR
    counted = counts_for(request)
    case_list = reverse("admin:cases_case_changelist")
    queues = [
        {
            "title": queue.title,
            "icon": queue.icon,
            "count": counted.get(queue.key, 0),
            "url": f"{case_list}?queue={queue.key}",
            "historic": counted.get(f"{queue.key}_historic", 0),
            "tone": _URGENT.get(queue.key, "")
            if counted.get(queue.key, 0) > counted.get(f"{queue.key}_historic", 0)
            else "",
        }
        for queue in queues_for(user)
    ]
    promises = _of_region(user, today, calendar) if coordinates else _of_office(user, today, calendar)
    # Drafts wait for who wrote them.
    in_hand = Case.objects.visible_to(user).in_progress().exclude(state=State.DRAFT)
    sections = [cases("先办这些诉求", in_hand, "目前没有在办的诉求。", today, calendar), promises]
    doors = [{"title": title, "icon": icon, "url": reverse(url)} for title, icon, url in _DOORS] if coordinates else []
    recounting = {"recounting": recount_count(user, today)} if coordinates else {}
    return {
        "doors": doors,
        "queues": queues,
        "sections": sections,
        **recounting,
        **(_figures(user, today) if coordinates else {}),
    }


def _figures(user, today: dt.date) -> dict:
    scope = Scope(user, Period.quarter_of(today), today)
    _rows, whole = table_of_places(scope)
    return cards(CARDS, scope, whole)


def _of_region(user, today: dt.date, calendar: WorkCalendar) -> Section:
    """Return what is overdue in the region a coordinating office looks after."""
    rows = FollowUp.objects.visible_to(user).overdue(today)
    url = f"{reverse('admin:visits_followup_changelist')}?state=overdue"
    return follow_ups("逾期的跟进事项", rows, url, "没有逾期的跟进事项。", today, calendar)


def _of_office(user, today: dt.date, calendar: WorkCalendar) -> Section:
    """Return what the handler's own office has promised."""
    rows = FollowUp.objects.of_office(user).open()
    url = f"{reverse('admin:visits_followup_changelist')}?whose=office&state=open"
    return follow_ups("本单位要兑现的承诺", rows, url, "本单位没有未完成的跟进事项。", today, calendar)

"""The work queues (待受理 … 待回访): one table for the tabs, the sidebar's counts and the home page."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q

from liaison.core import clock
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Role

from .choices import OPEN_STATES, WithdrawalCheck
from .models import Case, CaseQuerySet
from .parties import may_file, may_recount

_OFFICE = (Role.COORDINATOR, Role.ADMIN)
_UNITS = (Role.HANDLER, Role.OFFICER, *_OFFICE)
_WATCHERS = (Role.SUPERVISOR, *_UNITS)


@dataclass(frozen=True)
class Today:
    """What a queue may ask about: the day, the calendar, the person."""

    day: dt.date
    calendar: WorkCalendar
    user: object


@dataclass(frozen=True)
class Queue:
    key: str
    title: str
    icon: str
    rows: Callable[[CaseQuerySet, Today], CaseQuerySet]
    roles: tuple[Role, ...] = _WATCHERS
    colour: str = "info"


QUEUES = [
    Queue("accept", "待受理", "inbox", lambda rows, _: rows.waiting_for_acceptance(), _OFFICE),
    Queue("assign", "待交办", "assignment_ind", lambda rows, _: rows.waiting_for_assignment(), _OFFICE),
    Queue("sign", "待签收", "draw", lambda rows, _: rows.waiting_for_sign()),
    Queue("handling", "办理中", "autorenew", lambda rows, _: rows.being_handled()),
    Queue("reply", "待我单位回复", "reply", lambda rows, t: rows.waiting_for_reply_of(t.user.unit_id), (Role.HANDLER,)),
    Queue("soon", "临期", "schedule", lambda rows, t: rows.due_soon(t.day, t.calendar), colour="warning"),
    Queue("overdue", "超期", "error", lambda rows, t: rows.overdue(t.day), colour="danger"),
    Queue("decide", "待审批", "gavel", lambda rows, _: rows.awaiting_decision(), _OFFICE),
    Queue("review", "待审核", "rate_review", lambda rows, _: rows.waiting_for_review(), _OFFICE),
    Queue("callback", "待回访", "phone_in_talk", lambda rows, _: rows.waiting_for_callback(), _WATCHERS),
]
HISTORIC = "overdue_historic"
BY_KEY = {queue.key: queue for queue in QUEUES}


def queues_for(user) -> list[Queue]:
    return [queue for queue in QUEUES if user.role in queue.roles or (user.is_superuser and queue.key != "reply")]


def counts(user, today: dt.date, calendar: WorkCalendar) -> dict[str, int]:
    """Return how many cases lie in each of the user's queues: one statement over what is still in progress.

    Under :data:`HISTORIC` how many of the overdue came from a ledger and lie untouched.
    """
    day = Today(today, calendar, user)
    mine = Case.objects.visible_to(user).filter(Q(state__in=OPEN_STATES) | Q(withdrawal_check=WithdrawalCheck.WAITING))
    wanted = {
        queue.key: Count("pk", filter=Q(pk__in=queue.rows(Case.objects.order_by(), day).values("pk")))
        for queue in queues_for(user)
    }
    if "overdue" in wanted:
        historic = BY_KEY["overdue"].rows(Case.objects.order_by(), day).historic()
        wanted[HISTORIC] = Count("pk", filter=Q(pk__in=historic.values("pk")))
    return mine.order_by().aggregate(**wanted) if wanted else {}


def counts_for(request) -> dict[str, int]:
    """Return :func:`counts` for the person asking, worked out once a request."""
    if not hasattr(request, "case_counts"):
        request.case_counts = counts(request.user, clock.today(), WorkCalendar.load())
    return request.case_counts


def shows_intake(request) -> bool:
    return may_file(request.user)


def shows_recounting(request) -> bool:
    return may_recount(request.user)


def badge(queue: Queue) -> Callable:
    """Return what the sidebar shows beside ``queue``: the number of cases, of the overdue without untouched history."""
    untouched = HISTORIC if queue.key == "overdue" else ""
    return lambda request: counts_for(request).get(queue.key, 0) - counts_for(request).get(untouched, 0)


def shows(queue: Queue) -> Callable:
    """Return whether the sidebar shows ``queue`` to the person asking."""
    return lambda request: request.user.has_perm("cases.view_case") and queue in queues_for(request.user)

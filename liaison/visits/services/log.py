"""A visit is logged: once, whole, and then locked."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from liaison.assignments.succession import Succession
from liaison.core.errors import Refused
from liaison.directory.models import Leader, Unit, User
from liaison.enterprises.holding import hold_one
from liaison.enterprises.models import Enterprise
from liaison.visits.models import FollowUp, Method, Precision, Problem, Visit

from . import news, promise_days

EARLIEST_YEAR = 2000


@dataclass(frozen=True)
class FollowUpInput:
    promise: str
    responsible: User
    due_on: dt.date


@dataclass(frozen=True)
class ProblemInput:
    text: str
    unit: Unit | None = None


def check_days(first: dt.date, last: dt.date | None) -> None:
    """Raise :class:`Refused` where the last day lies before the first."""
    if last is not None and last < first:
        raise Refused(f"结束日期（{last:%Y-%m-%d}）不能早于开始日期（{first:%Y-%m-%d}），请重新填写。")


def check_visit(*, held_on: dt.date, today: dt.date, no_issue: bool, has_problems: bool) -> None:
    """Raise :class:`Refused` where a visit contradicts the calendar or itself."""
    if held_on > today:
        raise Refused(f"走访日期 {held_on:%Y-%m-%d} 还没有到，请填写今天或以前的日期。")
    if held_on.year < EARLIEST_YEAR:
        raise Refused(f"走访日期 {held_on:%Y-%m-%d} 过早，请检查年份。")
    if no_issue and has_problems:
        raise Refused("已填写企业提出的问题，不能同时勾选“无诉求”：请取消勾选，或删去问题。")


def log_visit(
    *,
    by: User,
    enterprise: Enterprise,
    held_on: dt.date,
    now: dt.datetime,
    held_until: dt.date | None = None,
    method: Method | str = Method.ONSITE,
    leader: Leader | None = None,
    companions: str = "",
    place: str = "",
    condition: str = "",
    content: str = "",
    no_issue: bool = False,
    resolved_on_spot: str = "",
    next_steps: str = "",
    note: str = "",
    problems: Iterable[str | ProblemInput] = (),
    follow_ups: Iterable[FollowUpInput] = (),
    token: uuid.UUID | None = None,
    **columns: Any,
) -> Visit:
    """Save one visit with its problems and promises; ``token`` sent twice gives the first visit back.

    ``leader`` is who led the visit in person; left out, no leader is claimed.
    ``held_until`` makes it a visit of several days. Raises :class:`Refused` (see :func:`check_visit`).
    An enterprise merged away meanwhile gives a visit to the one that stayed; promises go to whom they belong today.
    """
    visit = Visit(
        enterprise=enterprise,
        held_on=held_on,
        held_until=held_until or held_on,
        precision=Precision.RANGE if held_until and held_until != held_on else Precision.DAY,
        method=method,
        leader=leader,
        companions=companions,
        place=place,
        condition=condition,
        content=content,
        no_issue=no_issue,
        resolved_on_spot=resolved_on_spot,
        next_steps=next_steps,
        note=note,
        token=token,
        **columns,
    )
    raised = [Problem(text=p.text, unit=p.unit) if isinstance(p, ProblemInput) else Problem(text=p) for p in problems]
    promised = [FollowUp(promise=f.promise, responsible=f.responsible, due_on=f.due_on) for f in follow_ups]
    return submit(visit, problems=raised, follow_ups=promised, by=by, now=now)


def submit(
    visit: Visit, *, problems: Sequence[Problem], follow_ups: Sequence[FollowUp], by: User, now: dt.datetime
) -> Visit:
    """Save an unsaved ``visit`` with its unsaved ``problems`` and ``follow_ups``, all or nothing.

    Returns the visit saved before when its ``token`` is already known. Touches the database only: no broker.
    Holds the enterprise's lock, see :mod:`liaison.enterprises.holding`.
    """
    problems = [problem for problem in problems if problem.text.strip()]
    check_days(visit.held_on, visit.held_until)
    check_visit(
        held_on=visit.held_until or visit.held_on,
        today=timezone.localdate(now),
        no_issue=visit.no_issue,
        has_problems=bool(problems),
    )
    visit.logged_by = by
    visit.content = unix_lines(visit.content)
    try:
        with transaction.atomic():
            visit.enterprise = hold_one(visit.enterprise)
            visit.save()
            _save_lines(visit, problems, follow_ups)
            news.tell(problems, by=by, now=now)
    except IntegrityError:
        first = Visit.objects.filter(token=visit.token, logged_by=by).first() if visit.token else None
        if first is None:
            raise
        return first
    return visit


def _save_lines(visit: Visit, problems: Sequence[Problem], follow_ups: Sequence[FollowUp]) -> None:
    start = visit.problems.count()
    for order, problem in enumerate(problems, start=start + 1):
        problem.visit, problem.order = visit, order
        problem.text = problem.text.strip()
        problem.save()
    succession = Succession.of(visit.enterprise) if follow_ups else None
    for follow_up in follow_ups:
        follow_up.visit, follow_up.responsible = visit, succession.officer(follow_up.responsible)
        follow_up.save()
    promise_days.begin(follow_ups)


def hold_place(visit: Visit) -> None:
    """Lock the enterprise where ``visit`` stands today; a merge may have moved it since it was read."""
    visit.enterprise = hold_one(visit.enterprise)


def unix_lines(text: str) -> str:
    """Return ``text`` with the line breaks that browsers send (CR LF) made plain ones."""
    return text.replace("\r\n", "\n")


def raise_problems(*, visit: Visit, problems: Sequence[Problem], by: User, now: dt.datetime) -> list[Problem]:
    """Add unsaved ``problems`` to a visit already logged, told to the rooms above like those raised at once.

    Raises :class:`Refused` where the visit says 无诉求.
    """
    problems = [problem for problem in problems if problem.text.strip()]
    check_visit(
        held_on=visit.held_on, today=timezone.localdate(now), no_issue=visit.no_issue, has_problems=bool(problems)
    )
    with transaction.atomic():
        hold_place(visit)
        _save_lines(visit, problems, [])
        news.tell(problems, by=by, now=now)
    return problems


def promise(*, visit: Visit, by: User, now: dt.datetime, follow_ups: Iterable[FollowUpInput]) -> list[FollowUp]:
    """Add promises to a visit already logged; a promise made later is no correction."""
    promised = [FollowUp(promise=f.promise, responsible=f.responsible, due_on=f.due_on) for f in follow_ups]
    return add_promises(visit=visit, follow_ups=promised)


def add_promises(*, visit: Visit, follow_ups: Sequence[FollowUp]) -> list[FollowUp]:
    """Save unsaved ``follow_ups`` of a visit already logged, each with the person to whom it belongs today."""
    with transaction.atomic():
        hold_place(visit)
        _save_lines(visit, [], follow_ups)
    return list(follow_ups)

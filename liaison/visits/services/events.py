"""One save for a gathering of many: the event, a visit for each enterprise, the problems of each."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, transaction

from liaison.core.errors import Refused
from liaison.directory.models import Leader, Unit, User
from liaison.enterprises.holding import hold
from liaison.enterprises.models import Enterprise
from liaison.visits.defaults import leaders_for
from liaison.visits.models import EventKind, Problem, Visit, VisitEvent

from .log import FollowUpInput, ProblemInput, check_days, log_visit


@dataclass(frozen=True)
class Attendance:
    """One enterprise at the event, with what it raised there."""

    enterprise: Enterprise
    problems: Sequence[ProblemInput] = ()
    follow_ups: Sequence[FollowUpInput] = ()
    no_issue: bool = False
    content: str = ""


@dataclass(frozen=True)
class HeldEvent:
    event: VisitEvent
    visits: list[Visit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def hold_event(
    *,
    by: User,
    kind: EventKind | str,
    title: str,
    held_on: dt.date,
    now: dt.datetime,
    attendances: Sequence[Attendance],
    held_until: dt.date | None = None,
    place: str = "",
    host: Leader | None = None,
    leaders: Iterable[Leader] = (),
    units: Iterable[Unit] = (),
    companions: str = "",
    content: str = "",
    token: uuid.UUID | None = None,
) -> HeldEvent:
    """Save an event with one visit per enterprise, all or nothing; ``token`` sent twice gives the first one back.

    Each visit is led by ``host``, or where none is named by the leader assigned to that enterprise if he was there;
    no leader is claimed who is not named.
    Raises :class:`Refused` for no enterprise, one named twice, a day to come, or a last day before the first.
    """
    if not attendances:
        raise Refused("请至少选择一家参加的企业。")
    names = [attendance.enterprise.name for attendance in attendances]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Refused(f"“{twice}”重复出现，请只保留一次。")
    check_days(held_on, held_until)
    event = VisitEvent(
        kind=kind,
        title=title,
        held_on=held_on,
        held_until=held_until or held_on,
        place=place,
        host=host,
        companions=companions,
        content=content,
        logged_by=by,
        token=token,
    )
    leaders = list(leaders)
    try:
        with transaction.atomic():
            attendances = _standing(attendances)
            event.save()
            event.leaders.set(leaders)
            event.units.set(units)
            present = [*([host] if host else []), *leaders]
            visits = [_visit(event, attendance, present, by=by, now=now) for attendance in attendances]
    except IntegrityError:
        first = VisitEvent.objects.filter(token=token, logged_by=by).first() if token else None
        if first is None:
            raise
        return outcome(first, list(first.visits.all()))
    return outcome(event, visits)


def _standing(attendances: Sequence[Attendance]) -> list[Attendance]:
    """Lock all enterprises, in the order of ids; those merged into one since the form was opened become one."""
    held = hold(attendance.enterprise.pk for attendance in attendances)
    found: dict[int, Attendance] = {}
    for attendance in attendances:
        enterprise = held[attendance.enterprise.pk]
        other, mine = found.get(enterprise.pk), replace(attendance, enterprise=enterprise)
        found[enterprise.pk] = _together(other, mine) if other else mine
    return list(found.values())


def _together(one: Attendance, other: Attendance) -> Attendance:
    problems = [*one.problems, *other.problems]
    return Attendance(
        one.enterprise,
        problems=problems,
        follow_ups=[*one.follow_ups, *other.follow_ups],
        no_issue=not problems and (one.no_issue or other.no_issue),
        content="\n".join(filter(None, [one.content, other.content])),
    )


def outcome(event: VisitEvent, visits: list[Visit]) -> HeldEvent:
    """Return the event with its visits and the problems raised, in the order they were written down."""
    problems = Problem.objects.filter(visit__in=visits).select_related("visit__enterprise", "unit").order_by("pk")
    return HeldEvent(event, visits, list(problems))


def _visit(
    event: VisitEvent, attendance: Attendance, present: Sequence[Leader], *, by: User, now: dt.datetime
) -> Visit:
    serving = present and leaders_for(attendance.enterprise, officer=by, day=event.held_on)
    return log_visit(
        by=by,
        enterprise=attendance.enterprise,
        event=event,
        held_on=event.held_on,
        held_until=event.held_until,
        method=event.kind,
        leader=event.host or next((leader for leader in serving if leader in present), None),
        companions=event.companions,
        place=event.place,
        content=attendance.content,
        no_issue=attendance.no_issue,
        problems=attendance.problems,
        follow_ups=attendance.follow_ups,
        now=now,
    )

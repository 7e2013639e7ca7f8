"""How a move is made: lock, check against the table, take effect, remember."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from liaison.assignments.succession import Succession
from liaison.core.errors import Refused
from liaison.enterprises.holding import hold

from ..choices import (
    ENDS_UNANSWERED,
    OPEN_STATES,
    RUNNING_STATES,
    HandlingRole,
    RequestState,
    State,
    SupervisionLevel,
    TermKind,
)
from ..models import Case, CaseEvent, ExtensionRequest, PauseRequest, ReassignRequest, Term
from ..moves import EVENT_LABELS, MOVES, Move
from ..situation import Situation
from . import spans, terms
from .states import enter

Effect = Callable[..., None]

VERBS: dict[str, Callable[..., Case]] = {}


class Step(Situation):
    """One move being made: the locked case, who makes it, when, and what will stand in the event.

    ``family`` are the cases locked along, by id: those merged into it, the one it is merged into, one named.
    """

    def __init__(self, case: Case, move: Move, by, now: dt.datetime, family: dict[int, Case] | None = None) -> None:
        super().__init__(case, by, timezone.localdate(now))
        self.move, self.now, self.source = move, now, case.state
        self.family = family or {}
        self.days_before, self.terms = terms.days_of(case), dict[str, Term | None]()
        _end_lapsed_pause(case, self.today)
        self.outlook, self.due_on = spans.outlook(case, self.today), case.due_on
        # By how many working days the deadline moves, and whether those of the parts do (extension, pause).
        self.shift, self.shifts_parts = 0, False
        self.reason = ""
        self.details: dict[str, Any] = {}

    def require(self, text: str, wanted: str) -> str:
        """Return ``text`` stripped and note it as the event's reason; refuse an empty one, naming what is wanted."""
        text = (text or "").strip()
        if not text:
            raise Refused(f"请填写{wanted}。")
        self.reason = text
        return text

    def promise(self, term: Term, chosen: dt.date | None = None) -> dt.date:
        """Return the day that ``term`` gives, or ``chosen`` by hand; the case remembers which."""
        self.terms[term.kind] = None if chosen else term
        return chosen or term.day(self.calendar)

    @property
    def duplicates(self) -> list[Case]:
        """Return the cases merged into this one."""
        return [row for row in self.family.values() if row.merged_into_id == self.case.pk]

    def beside(self, case: Case) -> "Step":
        """Return a step on another case of the family, made by this move along the way."""
        return Step(case, self.move, self.by, self.now)


def verb(name: str, *, also_lock: str = "") -> Callable[[Effect], Callable[..., Case]]:
    """Decorate ``effect(step, **inputs)`` to become ``verb(case, *, by, now, **inputs) -> Case``.

    The returned case is read afresh under a lock. Raises :class:`Refused` where the table forbids the move
    (state, party, guard) or an input is missing; nothing is written then. Otherwise one event is written.
    ``also_lock`` names an input that is another case to be locked along, always in the order of ids.
    """
    move = MOVES[name]
    brings_back = move.target in ENDS_UNANSWERED or (
        move.target in OPEN_STATES and any(source not in OPEN_STATES for source in move.sources)
    )

    def register(effect: Effect) -> Callable[..., Case]:
        @wraps(effect)
        def run(case: Case, *, by, now: dt.datetime, **inputs) -> Case:
            with transaction.atomic():
                others = [inputs[also_lock]] if also_lock else []
                if brings_back:
                    hold(_enterprises_of(case, move))
                family = lock_family(case, *others)
                step = Step(family[case.pk], move, by, now, family)
                if refusal := move.refusal(step):
                    raise Refused(refusal)
                effect(step, **inputs)
                _finish(step)
            return step.case

        VERBS[name] = run
        return run

    return register


def _enterprises_of(case: Case, move: Move) -> set[int]:
    """Return the enterprises whose cases ``move`` may bring back among the open ones."""
    if move.target not in ENDS_UNANSWERED:
        return {case.enterprise_id}
    return set(case.duplicates.order_by().values_list("enterprise", flat=True))


def perform(case: Case, name: str, *, by, now: dt.datetime, **inputs) -> Case:
    """Make the move called ``name`` on ``case``; see :func:`verb`."""
    return VERBS[name](case, by=by, now=now, **inputs)


def locked(case: Case, *others: Case) -> Case:
    """Return ``case`` read afresh, its row and the others' locked until the transaction ends."""
    return lock_family(case, *others)[case.pk]


def lock_family(case: Case, *others: Case) -> dict[int, Case]:
    """Return ``case`` and ``others`` read afresh, with their duplicates and the main case of ``case``, by id.

    Rows are locked in the order of ids, so that two people merging two cases into each other wait and do not
    deadlock. On SQLite the transaction itself holds the write lock.
    """
    wanted = {case.pk, *(other.pk for other in others)}
    main = Case.objects.filter(pk=case.pk, merged_into__isnull=False).values("merged_into")
    rows = Case.objects.select_for_update(of=("self",)).select_related("enterprise__region", "lead_unit")
    family = rows.filter(Q(pk__in=wanted) | Q(merged_into__in=wanted) | Q(pk__in=main)).order_by("pk")
    found = {row.pk: row for row in family}
    if case.pk not in found:
        raise Refused("没有找到这件诉求。")
    return found


def _finish(step: Step) -> None:
    if step.move.target is not None:
        enter(step.case, step.move.target, on=step.today)
    finish_as(step, step.move.name)


def finish_as(step: Step, event: str) -> None:
    """Save the step's case as it now stands and append ``event``: a move, or what a move did to another case."""
    case = step.case
    if case.state in RUNNING_STATES and case.due_on:
        # Somebody works on it here now: from the ledger's history it has become a live case, with reminders.
        case.is_historic = False
    if step.source not in OPEN_STATES and case.is_open:
        # Hand-overs pass by what is closed; open again, it belongs to whoever serves the enterprise now.
        succession = Succession.of(case.enterprise)
        case.officer, case.leader = succession.officer(case.officer), succession.leader(case.leader)
    _take_parts_along(step)
    terms.keep(step)
    case.version += 1
    case._change_reason = label_of(event)
    case.save()
    if spans.outlook(case, step.today) != step.outlook:
        spans.note(case, step.today)
    record(case, event, by=step.by, now=step.now, source=step.source, reason=step.reason, details=step.details)


def label_of(event: str) -> str:
    return MOVES[event].label if event in MOVES else EVENT_LABELS[event]


def record(case: Case, name: str, *, by, now, source: str, reason: str = "", details: dict | None = None) -> CaseEvent:
    """Append an event; only this module and the filing services call it, inside their transaction."""
    return CaseEvent.objects.create(
        case=case,
        move=name,
        label=label_of(name),
        from_state=source,
        to_state=case.state,
        actor=by,
        actor_unit_id=by.unit_id if by else None,
        at=now,
        reason=reason,
        details=details or {},
    )


def lapse_requests(step: Step) -> None:
    """Let what is still undecided fall away because the case moves on without it."""
    for model in (ExtensionRequest, PauseRequest, ReassignRequest):
        pending = model.objects.pending().filter(case=step.case)
        pending.update(state=RequestState.LAPSED, decided_on=step.today)


def stop_pause(step: Step) -> int:
    """End a running pause today and take the days it did not use off the deadline; return how many it used."""
    case, pause = step.case, step.case.pauses.filter(ended_on=None).first()
    if pause is None:
        return 0
    unused = max(0, step.calendar.count(step.today, pause.until_on))
    if case.due_on:
        given = step.calendar.count(pause.due_before, case.due_on)
        exact = terms.shifted(case, -unused, step.calendar)
        case.due_on = exact or step.calendar.add(pause.due_before, max(0, given - unused))
        step.shift = -unused
    _end_pause(case, pause, step.today, max(0, pause.granted_days - unused))
    return pause.days


def _end_lapsed_pause(case: Case, today: dt.date) -> None:
    """Write down that a pause is over whose last day has passed; in effect it ended then."""
    if case.is_paused and case.paused_until < today:
        pause = case.pauses.filter(ended_on=None).first()
        _end_pause(case, pause, pause.until_on, pause.granted_days)


def _end_pause(case: Case, pause, day: dt.date, days: int) -> None:
    pause.ended_on, pause.days = day, days
    pause.save(update_fields=["ended_on", "days"])
    case.is_paused, case.paused_until = False, None
    case.paused_days += days


def _take_parts_along(step: Step) -> None:
    """Let what hangs on the case's deadline move with it: each unit's own day, what is still asked for."""
    case = step.case
    if case.due_on is None or case.due_on == step.due_on:
        return
    case.extensions.pending().update(due_before=case.due_on)
    for part in case.handlings.current():
        due = case.due_on if part.role == HandlingRole.LEAD else _due_of_part(step, part)
        if due != part.due_on:
            part.due_on = due
            part.save(update_fields=["due_on", "updated_at"])


def _due_of_part(step: Step, part) -> dt.date | None:
    """Return when a support unit is due now that the case's own deadline has moved: never after it."""
    case, due = step.case, part.due_on
    if not part.is_outstanding or case.state == State.TRACKING:
        return due
    if step.shifts_parts and due and step.due_on:
        moved = step.calendar.add(due, step.calendar.count(step.due_on, case.due_on))
        terms.move_part(step, part, due, min(moved, case.due_on))
        due = moved
    elif due is None or due < step.today:
        return give_support(step, part)
    return min(due, case.due_on)


def give_support(step: Step, part) -> dt.date:
    """Return when ``part`` is due by the rule from today, never after the case itself, and remember how."""
    term = step.deadlines.term(TermKind.SUPPORT, step.today)
    day = min(term.day(step.calendar), step.case.due_on)
    terms.give(step, part, term, day)
    return day


def end_milestone(step: Step, report: str) -> None:
    """Close the milestone that is still open, if any, with ``report``: nobody is to reach it any more."""
    step.case.milestones.filter(reported_on=None).update(report=report, reported_on=step.today, reported_by=step.by)


def dismiss_units(step: Step) -> None:
    """Take the case back from every unit: it has to be assigned anew."""
    step.case.handlings.current().update(ended_on=step.today)
    end_milestone(step, "原承办单位退出，本节点不再执行。")
    case = step.case
    case.lead_unit = None
    case.is_judicial, case.judicial_reason = False, ""
    case.supervision_level = SupervisionLevel.NONE
    case.assigned_on = case.sign_due_on = case.signed_on = case.due_on = None


def back_to_work(step: Step) -> None:
    """Forget that the case was answered; the old answer stays as a draft, and in the events."""
    case = step.case
    step.details |= {"result": case.result, "answered_on": str(case.answered_on or "")}
    case.result = ""
    case.answered_on = case.released_on = case.closed_on = None
    case.answered_at_once = False

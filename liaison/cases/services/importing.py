"""History from ledgers, set-based: dates stay as they stood in the sheet, nothing is computed, no reminder fires."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from liaison.core.text import tidy

from ..choices import (
    ANSWERED_STATES,
    LED_STATES,
    OPEN_STATES,
    Complexity,
    HandlingRole,
    Nature,
    RatingChannel,
    Result,
    Source,
    State,
)
from ..models import Case, CaseEvent, Handling, Rating
from ..moves import EVENT_LABELS, IMPORTED
from ..wording import short_title
from . import spans
from .numbers import allocate_numbers
from .states import enter


@dataclass
class LedgerCase:
    """One row of a 诉求台账, read and resolved; ids are primary keys.

    ``state`` is what the sheet's words say (closed, handling, tracking, answered, archived …); :func:`state_of`
    brings it down to what the row's other columns bear out.
    """

    enterprise_id: int
    content: str
    category_id: int
    source: str
    raised_on: dt.date
    title: str = ""
    nature: str = Nature.HELP
    complexity: str = Complexity.ORDINARY
    lead_unit_id: int | None = None
    support_unit_ids: Sequence[int] = ()
    assigned_on: dt.date | None = None
    due_on: dt.date | None = None
    state: str = State.HANDLING
    closed_on: dt.date | None = None
    result: str = ""
    answer: str = ""
    rating: int | None = None
    number: str = ""
    extra: dict = field(default_factory=dict)


def state_of(row: LedgerCase) -> State:
    """Return where a ledger's row stands in the loop: the farthest state its own columns bear out."""
    if row.state in LED_STATES and row.lead_unit_id is None:
        return State.ACCEPTED
    return State(row.state)


@transaction.atomic
def import_cases(rows: Sequence[LedgerCase], *, by, now: dt.datetime) -> list[Case]:
    """Write ``rows`` as cases marked ``is_historic``, with their units, ratings and one event each.

    Numbers are allocated by the year of 反映时间, in the order of the rows; a row's own number is kept.
    SQL statements: a handful, whatever the number of rows.
    """
    cases = [_case(row, by) for row in rows]
    _number(cases)
    Case.objects.bulk_create(cases, batch_size=500)
    Case.history.bulk_history_create(
        cases, batch_size=500, default_user=by, default_change_reason=EVENT_LABELS[IMPORTED], default_date=now
    )
    spans.note_imported(cases)
    pairs = list(zip(cases, rows, strict=True))
    Handling.objects.bulk_create([part for case, row in pairs for part in _handlings(case, row)], batch_size=500)
    Rating.objects.bulk_create([_rating(case, row, by) for case, row in pairs if row.rating], batch_size=500)
    CaseEvent.objects.bulk_create([_event(case, by, now) for case in cases], batch_size=500)
    return cases


def _case(row: LedgerCase, by) -> Case:
    state = state_of(row)
    case = Case(
        number=row.number,
        enterprise_id=row.enterprise_id,
        title=tidy(row.title) or short_title(row.content),
        content=row.content,
        category_id=row.category_id,
        source=row.source or Source.LEDGER,
        nature=row.nature,
        complexity=row.complexity,
        raised_on=row.raised_on,
        filed_by=by,
        lead_unit_id=row.lead_unit_id,
        result=_result(row, state),
        answer=row.answer,
        submitted_on=row.raised_on,
        accepted_on=row.assigned_on or row.raised_on,
        assigned_on=row.assigned_on,
        signed_on=row.assigned_on,
        due_on=row.due_on,
        original_due_on=row.due_on,
        answered_on=row.closed_on,
        released_on=row.closed_on,
        closed_on=row.closed_on,
        archived_on=row.closed_on if state == State.ARCHIVED else None,
        is_historic=True,
        extra=row.extra,
    )
    enter(case, state, on=row.closed_on or row.raised_on)
    return case


def ended_on(state: str, closed_on: dt.date | None, raised_on: dt.date) -> dt.date | None:
    """Return when a ledger's case left the loop; where no day is told, nothing says that it stood open at all."""
    return None if state in OPEN_STATES else closed_on or raised_on


def _result(row: LedgerCase, state: State) -> str:
    if state == State.TRACKING:
        return Result.PLANNED
    return row.result if state in ANSWERED_STATES else ""


def _number(cases: list[Case]) -> None:
    by_year: dict[int, list[Case]] = {}
    for case in cases:
        if not case.number:
            by_year.setdefault(case.raised_on.year, []).append(case)
    # Years in ascending order: two imports at once lock the counters alike.
    for year, unnumbered in sorted(by_year.items()):
        for case, number in zip(unnumbered, allocate_numbers(year, len(unnumbered)), strict=True):
            case.number = number


def units_of(row: LedgerCase) -> dict[int, HandlingRole]:
    """Return the units that handle the case of a row, the lead unit first; none where nobody leads."""
    if row.lead_unit_id is None:
        return {}
    return {row.lead_unit_id: HandlingRole.LEAD} | {
        unit_id: HandlingRole.SUPPORT for unit_id in row.support_unit_ids if unit_id != row.lead_unit_id
    }


def _handlings(case: Case, row: LedgerCase) -> list[Handling]:
    return [
        Handling(
            case=case,
            unit_id=unit_id,
            role=role,
            assigned_on=row.assigned_on,
            due_on=row.due_on,
            # The ledger says nothing of support units' replies; where the case is done they are not waited for.
            replied_on=row.closed_on if role != HandlingRole.LEAD else None,
        )
        for unit_id, role in units_of(row).items()
    ]


def _rating(case: Case, row: LedgerCase, by) -> Rating:
    return Rating(
        case=case,
        level=row.rating,
        channel=RatingChannel.PHONE,
        rated_by=by,
        rated_on=row.closed_on or row.raised_on,
    )


def _event(case: Case, by, now: dt.datetime) -> CaseEvent:
    return CaseEvent(
        case=case,
        move=IMPORTED,
        label=EVENT_LABELS[IMPORTED],
        to_state=case.state,
        actor=by,
        actor_unit_id=by.unit_id if by else None,
        at=now,
    )

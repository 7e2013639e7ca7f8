"""A case as one person meets it today: what guards look at, before a move and before a button is shown."""

import datetime as dt
from functools import cached_property

from liaison.core.workdays import WorkCalendar

from .choices import RequestState
from .deadlines import Deadlines, rule_for
from .judicial import is_beyond_chasing
from .models import Case
from .parties import Party, parties_of


class Situation:
    def __init__(self, case: Case, by, today: dt.date, calendar: WorkCalendar | None = None) -> None:
        self.case, self.by, self.today = case, by, today
        if calendar is not None:
            self.calendar = calendar

    @cached_property
    def calendar(self) -> WorkCalendar:
        return WorkCalendar.load()

    @cached_property
    def deadlines(self) -> Deadlines:
        return Deadlines(rule_for(self.case.nature), self.calendar)

    @cached_property
    def parties(self) -> frozenset[Party]:
        return parties_of(self.case, self.by)

    @cached_property
    def handlings(self) -> list:
        return list(self.case.handlings.current().select_related("unit"))

    @property
    def outstanding(self) -> list:
        """Return the support units' parts that still gate the answer."""
        return [part for part in self.handlings if part.is_outstanding]

    @property
    def silent(self) -> list:
        """Return the support units' parts whose day has passed without a reply: the lead may answer without them."""
        return [part for part in self.outstanding if part.due_on is None or part.due_on < self.today]

    @property
    def awaited(self) -> list:
        """Return the support units' parts that still have time to reply."""
        return [part for part in self.outstanding if part not in self.silent]

    def lateness(self, part) -> str:
        """Return in words how long ``part`` has been silent beyond its day."""
        days = self.calendar.count(part.due_on, self.today) if part.due_on else 0
        return f"{part.unit.name}（逾期 {days} 个工作日）" if days else f"{part.unit.name}（未回复）"

    @property
    def own_outstanding(self):
        """Return the part of the person's own unit that still waits for a reply, or None."""
        return next((part for part in self.outstanding if part.unit_id == self.by.unit_id), None)

    @property
    def ended_units(self) -> list:
        """Return the units that have a part in the case and are dissolved, or have the day on which they will be."""
        return [part.unit for part in self.handlings if part.unit.valid_to]

    @cached_property
    def extensions(self) -> list:
        return list(self.case.extensions.all())

    @property
    def pending_extension(self):
        return next((row for row in self.extensions if row.state == RequestState.PENDING), None)

    @property
    def granted_extensions(self) -> int:
        return sum(row.state == RequestState.GRANTED for row in self.extensions)

    @cached_property
    def objection(self):
        return getattr(self.case, "objection", None)

    @property
    def pending_objection(self):
        return self.objection if self.objection and self.objection.state == RequestState.PENDING else None

    @cached_property
    def proxy_rating(self):
        """Return what a handling unit noted in this round as the enterprise's rating, or None."""
        return self.case.ratings.filter(round=self.case.redo_count, is_proxy=True).first()

    @property
    def is_paused(self) -> bool:
        return self.case.is_paused_on(self.today)

    @cached_property
    def pending_pause(self):
        return self.case.pause_requests.pending().first()

    @property
    def may_be_chased(self) -> bool:
        return bool(self.case.lead_unit_id) and not is_beyond_chasing(self.case)

    @property
    def is_overdue(self) -> bool:
        return bool(self.case.due_on and self.case.due_on < self.today and not self.is_paused)

    @property
    def acts_for_handling_unit(self) -> bool:
        return any(part.unit_id == self.by.unit_id for part in self.handlings)

"""One method for each question people ask about cases; lists, reminders, the home page and exports share them."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from liaison.assignments.serving import served_by
from liaison.core import clock
from liaison.core.scope import ScopedQuerySet
from liaison.core.search import matching
from liaison.directory.models import Role

from ..choices import ANSWERED_STATES, OPEN_STATES, RUNNING_STATES, State, WithdrawalCheck
from ..judicial import beyond_chasing
from .finding import case_shows, cases_of, numbered_first

# Working days ahead in which a case counts as 临期.
DUE_SOON_DAYS = 2
ACTING_ROLES = (Role.OFFICER, Role.HANDLER, Role.COORDINATOR)


class CaseQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return cases of the region one looks after, of enterprises one serves, of one's unit, and one's own."""
        visible = Q(filed_by=user) | Q(officer=user) | served_by(user, clock.today(), "enterprise")
        if user.oversees_region:
            visible |= Q(enterprise__region__lineage__startswith=user.region.lineage)
        if user.unit_id and user.role in ACTING_ROLES:
            visible |= Q(pk__in=self.behind("handlings").current().filter(unit=user.unit_id).values("case"))
        return visible

    @staticmethod
    def shows(word: str) -> Q:
        """Return the cases that ``word`` stands for, asked one after the other."""
        return case_shows(word)

    def places_of(self, word: str) -> list[QuerySet]:
        """Return where ``word`` may stand for a case, as QuerySets of keys."""
        return cases_of(word, self.model._default_manager.all())

    def matching(self, text: str, common: frozenset[str] = frozenset()):
        """Return cases in which every word of ``text`` is found.

        By number in any spelling and with words around it, title, content, who raised it, phone, or enterprise.
        """
        return matching(self, text, self.places_of, common)

    def best_first(self, text: str):
        """Return what :meth:`matching` found: the number that was asked for, titles that begin so, then the newest."""
        return numbered_first(self, text)

    def in_progress(self):
        """Return 在办: submitted and neither closed nor otherwise ended, as the figures count it today."""
        return self.unfinished().filter(submitted_on__isnull=False)

    def unfinished(self):
        """Return what somebody has yet to go on with, drafts included."""
        return self.filter(state__in=OPEN_STATES)

    def most_urgent_first(self):
        """Order what is in the loop by the day that comes first: the office's or the unit's; history comes after."""
        day = Coalesce("due_on", "accept_due_on")
        return self.order_by("is_historic", day.asc(nulls_last=True), "pk")

    def waiting_for_acceptance(self):
        return self.filter(state=State.SUBMITTED)

    def waiting_for_assignment(self):
        return self.filter(state=State.ACCEPTED)

    def waiting_for_sign(self):
        return self.filter(state=State.ASSIGNED)

    def being_handled(self):
        return self.filter(state__in=(State.HANDLING, State.TRACKING))

    def waiting_for_review(self):
        return self.filter(state=State.ANSWERED)

    def waiting_for_callback(self):
        """Return answers released to the enterprise but not rated, and withdrawals not yet checked."""
        return self.filter(Q(state=State.FOLLOWUP) | Q(withdrawal_check=WithdrawalCheck.WAITING))

    def chased(self, today: dt.date):
        """Return cases led by a unit that deadlines bind (see ``judicial``), with a clock that runs ``today``.

        What is tracked runs towards its next milestone: before the first is set (history from a ledger) nothing does.
        """
        ahead = self.behind("milestones").filter(case=OuterRef("pk"), reported_on=None)
        running = self.filter(Q(is_paused=False) | Q(paused_until__lt=today), state__in=RUNNING_STATES)
        return running.filter(~Q(state=State.TRACKING) | Exists(ahead)).ranked()

    def paused(self, today: dt.date):
        """Return cases whose clock stands still ``today``."""
        return self.filter(is_paused=True, paused_until__gte=today)

    def pause_ending(self, today: dt.date, last: dt.date):
        """Return cases whose pause ends by itself between ``today`` and ``last``, both included."""
        return self.paused(today).filter(paused_until__lte=last)

    def historic(self):
        """Return history that came in from a ledger and lies untouched: shown apart, and never red by itself."""
        return self.filter(is_historic=True)

    def ranked(self):
        """Return cases that league tables of units may count."""
        return self.exclude(beyond_chasing())

    def judicial(self):
        """Return cases that the office has ticked as 司法事项."""
        return self.filter(is_judicial=True)

    def live(self):
        """Return cases that reminders may speak of: not history that came in from a ledger and lies untouched."""
        return self.filter(is_historic=False)

    def overdue(self, today: dt.date):
        """Return running cases whose current deadline lies before ``today``."""
        return self.chased(today).filter(due_on__lt=today)

    def open_on(self, day: dt.date):
        """Return cases submitted by the end of ``day`` and not ended by then, whatever became of them since."""
        return self.filter(pk__in=self.behind("spans").on(day).values("case"))

    def overdue_on(self, day: dt.date):
        """Return cases that were beyond the deadline then in force at the end of ``day``; see :meth:`overdue`."""
        return self.filter(pk__in=self.behind("spans").overdue_on(day).values("case"))

    def due_between(self, first: dt.date, last: dt.date):
        """Return running cases due between ``first`` and ``last``, both included."""
        return self.chased(first).filter(due_on__range=(first, last))

    def due_soon(self, today: dt.date, calendar, days: int = DUE_SOON_DAYS):
        """Return running cases due today or within ``days`` working days."""
        return self.due_between(today, calendar.add(today, days))

    def acceptance_overdue(self, today: dt.date):
        """Return what the coordinating office has left unaccepted beyond its day."""
        return self.waiting_for_acceptance().filter(accept_due_on__lt=today)

    def sign_overdue(self, today: dt.date):
        """Return what the lead unit has left unsigned beyond its day."""
        return self.chased(today).filter(state=State.ASSIGNED, sign_due_on__lt=today)

    def unrated_since(self, day: dt.date):
        """Return cases released to the enterprise on or before ``day`` and still without a rating."""
        return self.filter(state=State.FOLLOWUP, released_on__lte=day)

    def answered_late(self):
        """Return answered cases whose (last) answer came after the deadline then in force."""
        return self.filter(state__in=ANSWERED_STATES, answered_on__gt=F("due_on"))

    def handled_by(self, unit):
        """Return cases in which ``unit`` now has a part, leading or supporting."""
        return self.filter(pk__in=self.behind("handlings").current().filter(unit=unit).values("case"))

    def waiting_for_reply_of(self, unit):
        """Return cases whose answer waits for a reply of ``unit`` as support."""
        mine = self.behind("handlings").outstanding().filter(unit=unit, case=OuterRef("pk"))
        return self.filter(Exists(mine), state__in=(State.ASSIGNED, State.HANDLING, State.TRACKING))

    def awaiting_decision(self):
        """Return cases with an extension, a pause or a wrong-unit objection that the office has to decide."""
        return self.filter(
            Q(pk__in=self.behind("extensions").pending().values("case"))
            | Q(pk__in=self.behind("pause_requests").pending().values("case"))
            | Q(pk__in=self.behind("objection").pending().values("case"))
        )

    def of_same_matter(self, case):
        """Return earlier cases of the same enterprise, those of the same category first seen by the caller's order."""
        return self.filter(enterprise=case.enterprise_id).exclude(pk=case.pk)

"""How long things may take: the rules in force, and the dates they give, always in working days."""

import datetime as dt
from dataclasses import dataclass

from liaison.core.errors import Refused
from liaison.core.positive import check_positive, positive
from liaison.core.workdays import WorkCalendar

from .choices import Nature, TermKind
from .models import DeadlineRule, Term

EXTENSIONS_MAX = 2
EXTENSION_DAYS_MAX = 15
# An extension is asked for at least this many working days before expiry.
EXTENSION_NOTICE_DAYS = 1
# A unit that thinks a case is not its own says so within this many working days of the assignment.
OBJECTION_DAYS = 1
# 差评 is put right within this many working days.
REDO_DAYS = 5
# Silence for this long after the answer may be closed without a rating.
UNRATED_DAYS = 3
# A closed case is archived after this long without objection.
ARCHIVE_DAYS = 5

# Where the common defaults do not fit the nature; an office changes them in the page 办理时限.
DEFAULTS: dict[str, dict[str, int]] = {
    Nature.INQUIRY: {"ordinary_days": 1, "support_days": 1},
}


MEASURES = {TermKind.ACCEPT: "accept_days", TermKind.SIGN: "sign_days", TermKind.SUPPORT: "support_days"}


def rule_for(nature: str) -> DeadlineRule:
    """Return the office's rule for ``nature``, or the unsaved default."""
    return DeadlineRule.objects.filter(nature=nature).first() or _default(nature)


def rules() -> dict[str, DeadlineRule]:
    """Return the rule in force for every nature; one statement."""
    return {nature: _default(nature) for nature in Nature.values} | {
        rule.nature: rule for rule in DeadlineRule.objects.all()
    }


def _default(nature: str) -> DeadlineRule:
    return DeadlineRule(nature=nature, **DEFAULTS.get(nature, {}))


@dataclass
class Deadlines:
    """The terms that one case's rule gives, and their dates, counted in one calendar."""

    rule: DeadlineRule
    calendar: WorkCalendar

    def term(self, kind: TermKind, start: dt.date, complexity: str = "") -> Term:
        """Return the unsaved term of ``kind`` from ``start`` on; ``complexity`` matters to the answer alone."""
        measure = MEASURES.get(kind) or DeadlineRule.answer_measure(complexity)
        days = getattr(self.rule, measure)
        return Term(kind=kind, from_on=start, days=days, nature=self.rule.nature, measure=measure, rule_days=days)

    def answer(self, assigned_on: dt.date, complexity: str) -> dt.date:
        return self.term(TermKind.ANSWER, assigned_on, complexity).day(self.calendar)

    def support(self, assigned_on: dt.date, answer_due_on: dt.date) -> dt.date:
        """Return when support units reply to the lead: never after the lead itself is due."""
        return min(self.term(TermKind.SUPPORT, assigned_on).day(self.calendar), answer_due_on)


def pause_days_left(case) -> int:
    """Return the working days that one more pause of ``case`` may last: each is capped, and so are all together."""
    left = positive("CASE_PAUSE_TOTAL_WORKING_DAYS") - case.paused_days
    return max(0, min(positive("CASE_PAUSE_MAX_WORKING_DAYS"), left))


def check_settings():
    """Say at start which setting is no positive number, instead of failing on a page."""
    return check_positive("cases", {"CASE_PAUSE_MAX_WORKING_DAYS": 10, "CASE_PAUSE_TOTAL_WORKING_DAYS": 20})


def not_in_the_past(day: dt.date, today: dt.date, what: str = "期限") -> dt.date:
    """Return ``day``; raise :class:`Refused` where a deadline would be set to a day already gone."""
    if day < today:
        raise Refused(f"{what}不能早于今天（{today:%Y-%m-%d}），请重新选择。")
    return day

"""Intake: from a visit's problems, the hotline, a mailbox, an association, a deputy."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from liaison.assignments.serving import nearest_to
from liaison.assignments.succession import Succession, last_day_served
from liaison.core.errors import Refused
from liaison.core.text import match_key, tidy
from liaison.directory.models import Role
from liaison.enterprises.holding import hold, hold_one, standing_for
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Method, Problem

from ..choices import Complexity, Nature, Source, State, TermKind, Urgency
from ..models import Case, Category, Term
from ..moves import FILED
from ..parties import FILING_ROLES
from ..situation import Situation
from ..wording import short_title
from . import spans, terms
from .engine import record
from .numbers import allocate_numbers
from .states import enter

_SOURCE_OF_METHOD = {Method.SYMPOSIUM: Source.SYMPOSIUM, Method.ONSITE_OFFICE: Source.ONSITE_OFFICE}


def guess_category(text: str, words: dict[str, Category]) -> Category | None:
    """Return the category whose name or alias stands in ``text`` (the longest such word), or None.

    ``words`` is ``Category.objects.by_word()``. Only a suggestion: a person confirms it.
    """
    key = match_key(text)
    found = max((word for word in words if word in key), key=len, default=None)
    return words[found] if found else None


@transaction.atomic
def file_case(
    *,
    by,
    now: dt.datetime,
    enterprise: Enterprise,
    content: str,
    category: Category,
    source: str,
    title: str = "",
    nature: str = Nature.HELP,
    complexity: str = Complexity.ORDINARY,
    urgency: str = Urgency.ORDINARY,
    raised_on: dt.date | None = None,
    submit: bool = True,
    **facts,
) -> Case:
    """File a case: it gets its number, and goes straight to 待受理 unless ``submit`` is False (草稿).

    ``facts`` are further plain fields of :class:`Case` (proposal, raised_by, phone, leader, problem, on_behalf_of,
    required_level). Raises :class:`Refused` for people who do not file cases, an enterprise out of their sight,
    missing content, a day in the future, or a problem that is a case already. Where the enterprise was merged or
    handed over meanwhile, the case belongs to the record and the people of today.
    """
    today = timezone.localdate(now)
    content = (content or "").strip()
    _check(by=by, enterprise=enterprise, content=content, raised_on=raised_on, today=today, facts=facts)
    enterprise = hold_one(enterprise)
    succession = Succession.of(enterprise)
    officer = succession.officer(by) if by.role == Role.OFFICER else nearest_to(enterprise.pk, today)
    facts["leader"] = succession.leader(facts.get("leader"))
    case = Case(
        number=allocate_numbers(today.year)[0],
        enterprise=enterprise,
        title=tidy(title) or short_title(content),
        content=content,
        category=category,
        source=source,
        nature=nature,
        complexity=complexity,
        urgency=urgency,
        raised_on=raised_on or today,
        filed_by=by,
        officer=officer,
        **facts,
    )
    situation = Situation(case, by, today)
    term = mark_submitted(case, situation) if submit else None
    case.save()
    if term is not None:
        terms.write(case, term, case.accept_due_on, situation.calendar)
    spans.begin(case, today)
    record(case, FILED, by=by, now=now, source="", details={"source": case.source})
    return case


def mark_submitted(case: Case, situation: Situation) -> Term:
    """Start the office's clock: it has to accept within its working days. Returns how they are counted, to be kept."""
    if not case.submitted_on:
        case.submitted_on = situation.today
    enter(case, State.SUBMITTED, on=situation.today)
    term = situation.deadlines.term(TermKind.ACCEPT, situation.today)
    case.accept_due_on = term.day(situation.calendar)
    case.returned = False
    return term


def _check(*, by, enterprise, content, raised_on, today, facts) -> None:
    if by.role not in FILING_ROLES:
        raise Refused("只有联络员和协调办公室可以登记诉求。")
    if not _within_reach(by, enterprise, raised_on or today):
        raise Refused("没有找到这家企业，或它不在您的联系范围内。")
    if not content:
        raise Refused("请填写诉求内容。")
    if raised_on and raised_on > today:
        raise Refused(f"反映时间不能晚于今天（{today:%Y-%m-%d}）。")
    problem = facts.get("problem")
    if problem is not None and Case.objects.filter(problem=problem).exists():
        raise Refused(f"这条走访问题已登记为诉求 {Case.objects.get(problem=problem).number}，不必重复登记。")


def _within_reach(by, enterprise: Enterprise, raised_on: dt.date) -> bool:
    """Whether ``by`` sees the enterprise, or served it when this was raised (the day of the hand-over included)."""
    standing = standing_for([enterprise.pk])[enterprise.pk]
    if Enterprise.objects.visible_to(by).filter(pk=standing).exists():
        return True
    last = last_day_served(by, standing)
    return last is not None and raised_on <= last + dt.timedelta(days=1)


@transaction.atomic
def file_problems(
    *, by, now: dt.datetime, problems: Iterable[Problem], category_of: dict[int, Category], **common
) -> list[Case]:
    """Turn several problems raised at visits into cases, all or none, each with its own enterprise.

    ``category_of`` maps problem id to category; the source follows from how the visit was held.
    """
    problems = list(problems)
    hold(problem.visit.enterprise_id for problem in problems)
    return [
        file_case(
            by=by,
            now=now,
            enterprise=problem.visit.enterprise,
            content=problem.text,
            category=category_of[problem.pk],
            source=_SOURCE_OF_METHOD.get(problem.visit.method, Source.VISIT),
            raised_on=min(problem.visit.held_on, timezone.localdate(now)),
            leader=problem.visit.leader,
            problem=problem,
            **common,
        )
        for problem in problems
    ]

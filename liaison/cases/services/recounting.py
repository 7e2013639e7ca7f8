"""期限重算: open deadlines worked out anew after holidays or rules have changed, once the office agrees.

Nothing here happens by itself. A deadline is offered only where a day of its span is a working day no more, or has
become one, or its rule grants other days; one set by hand has no term and stays.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from liaison.core.errors import Refused
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Level

from ..choices import HandlingRole, TermKind
from ..deadlines import rule_for, rules
from ..models import DAY_OF, Case, CaseQuerySet, DeadlineRule, Handling, Term
from ..moves import RECOUNTED
from ..parties import may_recount, rank
from . import spans
from .engine import label_of, record
from .terms import iso

_NAMED = 4
_ORDER = [TermKind.ACCEPT, TermKind.SIGN, TermKind.ANSWER, TermKind.SUPPORT, TermKind.PAUSE]
_FACTS = ("pk", "case_id", "handling_id", "kind", "from_on", "days", "nature", "measure", "rule_days", "odd_days")


@dataclass(frozen=True)
class Change:
    """One deadline of a case that would be another today: ``days`` are the working days it is then made of."""

    term_id: int
    part_id: int | None
    kind: str
    unit: str
    old: dt.date
    new: dt.date
    days: int
    rule_days: int
    why: str
    # Where the new day decides it: whether the deadline is missed by it, or missed no more.
    newly_late: bool
    no_longer_late: bool

    @property
    def what(self) -> str:
        return TermKind(self.kind).label

    def __str__(self) -> str:
        who = f"{self.unit}" if self.kind == TermKind.SUPPORT else ""
        return f"{who}{self.what} {self.old:%Y-%m-%d} 改为 {self.new:%Y-%m-%d}（{self.why}）"


@dataclass(frozen=True)
class Proposal:
    """What would change of one case. ``token`` stands for exactly this: another one has to be looked at anew."""

    case_id: int
    changes: list[Change]

    @property
    def token(self) -> str:
        seen = "|".join(f"{row.term_id}:{row.old}:{row.new}:{row.days}" for row in self.changes)
        return hashlib.sha256(seen.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Outcome:
    """Cases whose deadlines were changed, and how many were left because they are no longer as they were seen."""

    done: list[Case]
    stale: int


class Measure:
    """What deadlines are counted by today: calendar, rules, the day itself; one statement for each of the first two."""

    def __init__(self, today: dt.date) -> None:
        self.today, self.calendar, self.rules = today, WorkCalendar.load(), rules()

    def days(self, row: dict) -> tuple[int, int]:
        """Return of how many working days the term consists now, and how many of them are the rule's."""
        rule_days = getattr(self.rules[row["nature"]], row["measure"]) if row["nature"] else 0
        return max(0, row["days"] + rule_days - row["rule_days"]), rule_days

    def why(self, row: dict, stored: dt.date) -> str:
        """Return in words what has changed since the term was written; empty where nothing has."""
        reasons, now = [], set(iso(self.calendar.odd_days(row["from_on"], stored)))
        if changed := sorted(now.symmetric_difference(row["odd_days"])):
            more = f"等 {len(changed)} 天" if len(changed) > _NAMED else ""
            reasons.append(f"节假日安排变化：{'、'.join(changed[:_NAMED])}{more}")
        rule_days = self.days(row)[1]
        if rule_days != row["rule_days"]:
            field = DeadlineRule._meta.get_field(row["measure"]).verbose_name
            reasons.append(f"办理规则变化：{field}由 {row['rule_days']} 个工作日改为 {rule_days} 个")
        return "；".join(reasons)


def within_reach(user) -> CaseQuerySet:
    """Return the cases to which ``user`` is the coordinating office."""
    if not may_recount(user):
        return Case.objects.none()
    levels = [level for level in Level.values if rank(level) <= rank(user.region.level)]
    return Case.objects.filter(enterprise__region__lineage__startswith=user.region.lineage, required_level__in=levels)


def proposals(cases: CaseQuerySet | None, today: dt.date) -> list[Proposal]:
    """Return what would change among ``cases`` (None: all), by case; three statements, whatever their number."""
    terms = Term.objects.open(today)
    if cases is not None:
        terms = terms.filter(case__in=cases.order_by().values("pk"))
    stored = {f"case_{name}": F(f"case__{name}") for name in DAY_OF.values()}
    rows = terms.order_by("case", "id").values(
        *_FACTS, **stored, part_due_on=F("handling__due_on"), unit=F("handling__unit__name")
    )
    measure = Measure(today)
    found = (
        Proposal(case_id, _changes(list(some), measure)) for case_id, some in groupby(rows, key=lambda r: r["case_id"])
    )
    return [proposal for proposal in found if proposal.changes]


def count(user, today: dt.date) -> int:
    """Return how many cases wait for ``user`` to look at their deadlines anew."""
    return len(proposals(within_reach(user), today)) if may_recount(user) else 0


def keep_as_granted(nature: str) -> None:
    """Leave deadlines in hand as they were granted: the rule of ``nature`` has changed for new ones alone."""
    rule = rule_for(nature)
    for measure in DeadlineRule.MEASURES:
        granted = Term.objects.filter(nature=nature, measure=measure).exclude(rule_days=getattr(rule, measure))
        granted.update(nature="", measure="", rule_days=0)


def recount(chosen: Mapping[int, str], *, by, now: dt.datetime) -> Outcome:
    """Give the ``chosen`` cases (id to the token seen) their new deadlines, each with an event; all or none.

    Twice is once: what is not as it was seen, or has been done meanwhile, is left and counted.
    """
    if not may_recount(by):
        raise Refused("只有协调办公室可以重算期限。")
    today = timezone.localdate(now)
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).select_related("lead_unit").order_by("pk")
        cases = list(rows.filter(pk__in=within_reach(by).filter(pk__in=chosen).values("pk")))
        wanted = {row.case_id: row for row in proposals(Case.objects.filter(pk__in=[case.pk for case in cases]), today)}
        calendar, done = WorkCalendar.load(), []
        for case in cases:
            proposal = wanted.get(case.pk)
            if proposal is not None and proposal.token == chosen[case.pk]:
                _apply(case, proposal.changes, calendar, by=by, now=now, today=today)
                done.append(case)
    return Outcome(done, len(chosen) - len(done))


def _changes(rows: list[dict], measure: Measure) -> list[Change]:
    """Return the changes of one case. Support units are due no later than the case, so they go with it."""
    due = rows[0]["case_due_on"]
    new_due, case_why, found = due, "", []
    for row in sorted(rows, key=lambda row: _ORDER.index(TermKind(row["kind"]))):
        support = row["kind"] == TermKind.SUPPORT
        stored = row["part_due_on"] if support else row[f"case_{DAY_OF[TermKind(row['kind'])]}"]
        if stored is None:
            continue
        # Who joined after the case's own day had passed is not bound by it.
        bound = support and due is not None and stored <= due
        change = _change(row, stored, measure, new_due if bound else None, case_why if due == stored else "")
        if change is None:
            continue
        if change.kind == TermKind.ANSWER:
            new_due, case_why = change.new, change.why
        found.append(change)
    return found


def _change(row, stored: dt.date, measure: Measure, latest: dt.date | None, case_why: str) -> Change | None:
    days, rule_days = measure.days(row)
    new = measure.calendar.add(row["from_on"], days)
    if latest:
        new = min(new, latest)
    if row["kind"] == TermKind.PAUSE:
        new = max(new, measure.today)  # so far the clock has stood still
    if new == stored:
        return None
    why = measure.why(row, stored) or case_why
    if not why and latest and latest < stored:
        why = "不晚于主办单位的办理期限"
    if not why:
        return None
    deadline, today = row["kind"] != TermKind.PAUSE, measure.today
    return Change(
        row["pk"], row["handling_id"], row["kind"], row["unit"] or "", stored, new, days, rule_days, why,
        deadline and new < today <= stored, deadline and stored < today <= new,
    )  # fmt: skip


def _apply(case: Case, changes: Iterable[Change], calendar: WorkCalendar, *, by, now, today: dt.date) -> None:
    before = spans.outlook(case, today)
    for change in changes:
        if change.part_id:
            Handling.objects.filter(pk=change.part_id).update(due_on=change.new, updated_at=now)
        else:
            setattr(case, DAY_OF[TermKind(change.kind)], change.new)
        if change.kind == TermKind.ANSWER:
            _take_parts_along(case, change.old, now)
        if change.kind == TermKind.PAUSE:
            case.pauses.filter(ended_on=None).update(until_on=change.new)
        term = Term.objects.get(pk=change.term_id)
        term.days, term.rule_days = change.days, change.rule_days
        term.odd_days = iso(calendar.odd_days(term.from_on, change.new))
        term.save(update_fields=["days", "rule_days", "odd_days"])
    case.version += 1
    case._change_reason = label_of(RECOUNTED)
    case.save()
    if spans.outlook(case, today) != before:
        spans.note(case, today)
    record(case, RECOUNTED, by=by, now=now, source=case.state, details={"changes": [str(row) for row in changes]})


def _take_parts_along(case: Case, due_before: dt.date, now: dt.datetime) -> None:
    """Let what hangs on the case's deadline move with it; no part is due later than the whole."""
    parts = case.handlings.current()
    parts.filter(role=HandlingRole.LEAD).update(due_on=case.due_on, updated_at=now)
    waiting = parts.exclude(role=HandlingRole.LEAD).filter(replied_on=None, waived_on=None)
    waiting.filter(due_on__gt=case.due_on, due_on__lte=due_before).update(due_on=case.due_on, updated_at=now)
    case.extensions.pending().update(due_before=case.due_on)

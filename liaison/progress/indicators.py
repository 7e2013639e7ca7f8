"""The indicators: for each, the rows it counts. A figure is the number of rows, and a link shows those very rows.

Formulas follow the trade's: 户 counts enterprises once, 次 counts occasions (a gathering of six enterprises is one),
户次 counts each enterprise at each occasion, 件 counts matters. A visit counts for whoever held the assignment on the
visit's day, so coverage of a past quarter stays with the predecessor.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from liaison.assignments.models import Assignment
from liaison.cases.models import Case, CaseSpan
from liaison.core.errors import Refused
from liaison.enterprises.choices import GONE
from liaison.enterprises.models import Enterprise
from liaison.visits.models import DueEnterprise, FollowUp, FollowUpSpan, Visit, VisitEvent

from .cuts import Cut
from .periods import Period

SOON = dt.timedelta(days=7)
_EVER, _NEVER = Value(dt.date.min), Value(dt.date.max)


@dataclass(frozen=True)
class Scope:
    """Whose figures, of which period, on which day, of which group (None: all)."""

    user: Model
    period: Period
    today: dt.date
    cut: Cut | None = None

    @property
    def cutoff(self) -> dt.date:
        return self.period.cutoff(self.today)

    @property
    def has_begun(self) -> bool:
        """Whether there is anything to count yet: of a period that lies ahead nothing is known."""
        return self.period.first <= self.today

    @property
    def is_running(self) -> bool:
        """Whether the figures stand as of today: what is open now is then simply what has no end."""
        return self.cutoff >= self.today

    @property
    def sees_all(self) -> bool:
        """Whether the person sees every enterprise, so that no query need ask for each."""
        user = self.user
        return user.is_superuser or (user.oversees_region and user.region.parent_id is None)

    def visible(self, model: type[Model]) -> QuerySet:
        """Return the rows of ``model`` that the person may see."""
        return model.objects.all() if self.sees_all else model.objects.visible_to(self.user)

    def enterprises(self) -> QuerySet:
        """Return the enterprises that the person may see, of the group."""
        return self.visible(Enterprise).order_by().filter(self.cut.of_enterprises() if self.cut else Q())

    def within(self, path: str) -> Q:
        """Return the condition that the enterprise at ``path`` is one of :meth:`enterprises`."""
        if self.sees_all:
            return self.cut.of_enterprises(f"{path}__") if self.cut else Q()
        return Q(**{f"{path}__in": self.enterprises().values("pk")})

    def links(self) -> QuerySet:
        """Return assignments of those enterprises, of the group, in force at any time of the period so far.

        Enterprises that had been 注销 or 迁出 by the cut-off day are left out.
        """
        rows = Assignment.objects.of_enterprises().during(self.period.first, self.cutoff).order_by()
        if self.is_running:
            rows = rows.exclude(enterprise__status__in=GONE)
        else:
            rows = rows.exclude(enterprise__in=Enterprise.objects.gone(self.cutoff).order_by().values("pk"))
        return rows.filter(self.within("enterprise"), self.cut.of_links() if self.cut else Q())


def in_force_on_the_day(prefix: str) -> Q:
    """Return the condition, seen from an assignment, that visits at ``prefix`` fall inside its span."""
    return Q(**{f"{prefix}held_on__gte": Coalesce(F("start_on"), _EVER)}) & Q(
        **{f"{prefix}held_until__lte": Coalesce(F("end_on"), _NEVER)}
    )


def visited_links(scope: Scope) -> Exists:
    """Return, for assignments, whether the enterprise was visited in the period while the assignment was in force."""
    return Exists(_visits_under(scope))


def led_links(scope: Scope) -> Exists:
    """Return, for assignments, whether their own leader took part in such a visit: led it, or came to the gathering."""
    leader = OuterRef("leader")
    came = VisitEvent.leaders.through.objects.filter(visitevent=OuterRef("event"), leader=OuterRef(OuterRef("leader")))
    return Exists(_visits_under(scope).filter(Q(leader=leader) | Q(event__host=leader) | Exists(came)))


def _visits_under(scope: Scope) -> QuerySet:
    """Return the visits of the period that fall inside an assignment, seen from that assignment."""
    return (
        Visit.objects.qualifying()
        .within(scope.period.first, scope.cutoff)
        .order_by()
        .filter(
            enterprise=OuterRef("enterprise"),
            held_on__gte=Coalesce(OuterRef("start_on"), _EVER),
            held_until__lte=Coalesce(OuterRef("end_on"), _NEVER),
        )
    )


def _held_on_the_day(scope: Scope, enterprise: str, held_on: str) -> Q:
    """Return the condition that an assignment of the group was in force on the day of the visit."""
    held = Assignment.objects.of_enterprises().filter(scope.cut.of_links(), enterprise=OuterRef(enterprise))
    return Q(
        Exists(
            held.order_by().filter(
                Q(start_on=None) | Q(start_on__lte=OuterRef(held_on)),
                Q(end_on=None) | Q(end_on__gte=OuterRef(held_on.replace("held_on", "held_until"))),
            )
        )
    )


def linked(scope: Scope) -> QuerySet:
    """联系企业：截止日有联系领导的企业（户），一户有几级领导联系也只算一户；已注销、迁出的从那天起不计。"""
    return scope.enterprises().filter(pk__in=scope.links().on(scope.cutoff).values("enterprise"))


def linked_during(scope: Scope) -> QuerySet:
    """时段内联系过的企业：时段内任何一天有联系领导的企业（户），走访覆盖率的分母；截止日已注销、迁出的不计。"""
    return scope.enterprises().filter(pk__in=scope.links().values("enterprise"))


def visited(scope: Scope) -> QuerySet:
    """已走访企业：时段内至少走访过一次的联系企业（户），不论谁去的；走访计给走访当日的联系领导。"""
    links = scope.links().filter(visited_links(scope))
    return scope.enterprises().filter(pk__in=links.values("enterprise"))


def led(scope: Scope) -> QuerySet:
    """领导亲自走访：已走访企业中，联系领导本人带队或到场的（户）；联络员代为走访的不计。"""
    links = scope.links().filter(led_links(scope))
    return scope.enterprises().filter(pk__in=links.values("enterprise"))


def unvisited(scope: Scope) -> QuerySet:
    """未走访企业：时段内有联系领导、尚未走访的企业（户）；只打过电话的也在内，已注销、迁出的不计。"""
    return linked_during(scope).exclude(pk__in=visited(scope).values("pk"))


def visits_of(scope: Scope) -> QuerySet:
    """Return visits and other contacts of the period with enterprises of the scope, whoever held them."""
    rows = scope.visible(Visit).within(scope.period.first, scope.cutoff)
    return rows.order_by().filter(scope.within("enterprise"))


def _visits(scope: Scope) -> QuerySet:
    rows = visits_of(scope)
    return rows.filter(_held_on_the_day(scope, "enterprise", "held_on")) if _by_link(scope) else rows


def visits(scope: Scope) -> QuerySet:
    """走访：时段内走访了几次（次）；一次座谈、现场办公请来几户也只算一次，名单中列其中一户。"""
    return _visits(scope).qualifying().occasions()


def visits_households(scope: Scope) -> QuerySet:
    """走访户次：时段内每次走访的每一户（户次）；一次座谈六户算六户次，同一户走访两次算两户次。"""
    return _visits(scope).qualifying()


def contacts(scope: Scope) -> QuerySet:
    """联系：时段内用电话、视频、书面等方式联系企业（次）；不算走访，不计入覆盖率。"""
    return _visits(scope).contacts()


def over_visited(scope: Scope) -> QuerySet:
    """走访过密企业：近 30 天走访次数超过上限的企业（户），各级各部门合并计算，电话等联系不计。"""
    often = DueEnterprise.objects.over_visited(scope.cutoff).values("pk")
    rows = linked(scope) if _by_link(scope) else scope.enterprises()
    return rows.filter(pk__in=often)


def open_at(scope: Scope, path: str = "") -> Q:
    """Return the condition that, by its span at ``path``, a promise was open on the cut-off day, due within a week."""
    begun = {f"{path}first_on__lte": scope.cutoff, f"{path}due_on__lte": scope.cutoff + SOON}
    return Q(**begun) & (Q(**{f"{path}last_on": None}) | Q(**{f"{path}last_on__gte": scope.cutoff}))


def promises_of(scope: Scope) -> QuerySet:
    """Return the promises to enterprises of the scope, whoever held them."""
    return scope.visible(FollowUp).filter(scope.within("visit__enterprise")).order_by()


def _promises(scope: Scope, due: Q) -> QuerySet:
    """Return the promises of the group that were open on the cut-off day and then ``due``."""
    spans = FollowUpSpan.objects.filter(open_at(scope), due)
    rows = promises_of(scope).filter(pk__in=spans.order_by().values("follow_up"))
    return rows.filter(_held_on_the_day(scope, "visit__enterprise", "visit__held_on")) if _by_link(scope) else rows


def due_soon(scope: Scope) -> QuerySet:
    """7 天内到期的跟进事项：从截止日到其后第 7 天到期、尚未完成的承诺（件）。"""
    return _promises(scope, Q(due_on__gte=scope.cutoff))


def overdue(scope: Scope) -> QuerySet:
    """逾期的跟进事项：完成期限早于截止日、尚未完成的承诺（件）。"""
    return _promises(scope, Q(due_on__lt=scope.cutoff))


def cases_open(scope: Scope) -> QuerySet:
    """在办诉求：截止日已提交、尚未结束的诉求（件）；办结、不予受理、撤回、并案都算结束，后来的变化不改过去的数。"""
    return _cases(scope, CaseSpan.objects.on(scope.cutoff))


def cases_overdue(scope: Scope) -> QuerySet:
    """超期诉求：截止日已过当时的办理期限、尚未答复的诉求（件）；法院、检察院协调事项和当时暂停计时的、还没有定出下一节点的持续跟踪事项不计。"""
    return _cases(scope, CaseSpan.objects.overdue_on(scope.cutoff))


def cases_paused(scope: Scope) -> QuerySet:
    """暂停计时诉求：截止日经协调办公室批准、因等待企业补充材料而暂停计时的诉求（件）。"""
    return _cases(scope, CaseSpan.objects.on(scope.cutoff).filter(is_paused=True))


def cases_judicial(scope: Scope) -> QuerySet:
    """司法事项：截止日在办、协调办公室当时标为司法事项的诉求（件）；不催办、不督办，不列入按单位的表。"""
    return _cases(scope, CaseSpan.objects.on(scope.cutoff).filter(is_judicial=True))


def cases_historic(scope: Scope) -> QuerySet:
    """在办诉求中的历史台账：从台账导入、到截止日在系统中还没有办理过的（件），单独列出。"""
    return _cases(scope, CaseSpan.objects.on(scope.cutoff).historic())


def late_historic(scope: Scope) -> QuerySet:
    """超期诉求中的历史台账：超期诉求里从台账导入、到截止日在系统中还没有办理过的（件），单独列出，不作为新的超期。"""
    return _cases(scope, CaseSpan.objects.overdue_on(scope.cutoff).historic())


def cases_of(scope: Scope) -> QuerySet:
    """Return the cases that the person may see, whatever the group."""
    return scope.visible(Case).order_by()


def _cases(scope: Scope, spans: QuerySet) -> QuerySet:
    """Return the cases of the group that ``spans`` tell of; a case counts for the unit that led it then."""
    by_unit = scope.cut is not None and bool(scope.cut.kind.case)
    if by_unit:
        spans = spans.ranked().filter(scope.cut.of_cases())
    rows = cases_of(scope).filter(pk__in=spans.order_by().values("case"))
    if scope.cut is None or by_unit:
        return rows
    if _by_link(scope):
        return rows.filter(enterprise__in=linked(scope).values("pk"))
    return rows.filter(scope.cut.of_enterprises("enterprise__"))


def _by_link(scope: Scope) -> bool:
    return scope.cut is not None and bool(scope.cut.kind.link)


@dataclass(frozen=True)
class Indicator:
    """``counted(scope)`` are the rows of a figure, found by ``rows``, whose docstring is the formula people read."""

    key: str
    title: str
    unit: str
    model: type[Model]
    rows: Callable[[Scope], QuerySet]

    @property
    def formula(self) -> str:
        return (self.rows.__doc__ or "").strip()

    def counted(self, scope: Scope) -> QuerySet:
        return self.rows(scope) if scope.has_begun else self.model._default_manager.none()


INDICATORS = {
    indicator.key: indicator
    for indicator in (
        Indicator("linked", "联系企业", "户", Enterprise, linked),
        Indicator("during", "时段内联系过的企业", "户", Enterprise, linked_during),
        Indicator("visited", "已走访企业", "户", Enterprise, visited),
        Indicator("led", "领导亲自走访", "户", Enterprise, led),
        Indicator("unvisited", "未走访企业", "户", Enterprise, unvisited),
        Indicator("visits", "走访", "次", Visit, visits),
        Indicator("visits_households", "走访户次", "户次", Visit, visits_households),
        Indicator("contacts", "联系", "次", Visit, contacts),
        Indicator("dense", "走访过密企业", "户", Enterprise, over_visited),
        Indicator("soon", "7 天内到期的跟进事项", "件", FollowUp, due_soon),
        Indicator("overdue", "逾期的跟进事项", "件", FollowUp, overdue),
        Indicator("cases", "在办诉求", "件", Case, cases_open),
        Indicator("cases_historic", "在办诉求中的历史台账", "件", Case, cases_historic),
        Indicator("late", "超期诉求", "件", Case, cases_overdue),
        Indicator("paused", "暂停计时诉求", "件", Case, cases_paused),
        Indicator("judicial", "司法事项", "件", Case, cases_judicial),
        Indicator("late_historic", "超期诉求中的历史台账", "件", Case, late_historic),
    )
}


# Figures of cases and what of each is history from ledgers.
HISTORIC = {"cases": "cases_historic", "late": "late_historic"}
# What else is said beside a figure, of what it holds.
BESIDE = {"cases": {"paused": "暂停计时", "judicial": "司法事项"}}


def indicator_of(key: str) -> Indicator:
    """Return the indicator of that key; raise :class:`Refused` if there is none."""
    if key not in INDICATORS:
        raise Refused("链接中的指标无法识别。")
    return INDICATORS[key]

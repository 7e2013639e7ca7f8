"""诉求: one thing an enterprise asks for, from intake to 销号."""

import datetime as dt

from django.db import models
from django.db.models import Q

from liaison.core.history import Records
from liaison.core.models import TimeStamped, Versioned
from liaison.core.phones import refuse_undialled
from liaison.core.search import SearchField
from liaison.directory.models import Leader, Level, Unit, User
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Problem

from ..choices import (
    ANSWERED_STATES,
    LED_STATES,
    OPEN_STATES,
    RUNNING_STATES,
    Complexity,
    Nature,
    Result,
    Source,
    State,
    SupervisionLevel,
    Urgency,
    WithdrawalCheck,
)
from .categories import Category
from .common import CommonIssue
from .querysets import CaseQuerySet


class Case(Versioned, TimeStamped):
    """A case goes round the loop of ``moves.MOVES``; ``state`` and the dates below it belong to the services.

    Days are office days (Asia/Shanghai); the exact moments stand in the events. ``due_on`` is what is due next
    from the lead unit (answer, or next milestone while tracking); ``original_due_on`` is the first promise and
    never moves. ``ended_on`` is the day on which the case left the loop, in whatever way (closed, rejected, withdrawn,
    merged); how it stood on any day before is in its spans. ``officer`` keeps in touch with the enterprise about it
    and changes with a hand-over, ``filed_by`` stays. ``lead_unit`` repeats the one current LEAD handling, for
    constraints and indexes.
    """

    number = models.CharField("编号", max_length=16, unique=True, editable=False)
    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    title = models.CharField("标题", max_length=200, help_text="一句话说清要解决什么。")
    content = models.TextField("诉求内容")
    proposal = models.TextField("企业建议", blank=True)
    category = models.ForeignKey(Category, verbose_name="分类", on_delete=models.PROTECT, related_name="cases")
    nature = models.CharField("性质", max_length=10, choices=Nature, default=Nature.HELP)
    complexity = models.CharField("难易程度", max_length=10, choices=Complexity, default=Complexity.ORDINARY)
    source = models.CharField("来源渠道", max_length=14, choices=Source)
    urgency = models.CharField("紧急程度", max_length=1, choices=Urgency, default=Urgency.ORDINARY)
    required_level = models.CharField("协调层级", max_length=12, choices=Level, default=Level.COUNTY)
    raised_on = models.DateField("反映时间")
    raised_by = models.CharField("反映人", max_length=80, blank=True, help_text="企业里提出诉求的人。")
    phone = models.CharField("联系电话", max_length=60, blank=True)
    on_behalf_of = models.ForeignKey(
        Unit,
        verbose_name="代为反映的协会商会",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="raised_cases",
    )
    problem = models.OneToOneField(
        Problem, verbose_name="走访问题", null=True, blank=True, on_delete=models.SET_NULL, related_name="case"
    )
    leader = models.ForeignKey(
        Leader, verbose_name="责任领导", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    filed_by = models.ForeignKey(
        User, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="filed_cases", editable=False
    )
    officer = models.ForeignKey(
        User,
        verbose_name="联络员",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="served_cases",
        editable=False,
    )
    common_issue = models.ForeignKey(
        CommonIssue, verbose_name="共性问题", null=True, blank=True, on_delete=models.SET_NULL, related_name="cases"
    )

    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT, editable=False)
    returned = models.BooleanField("退回补正", default=False, editable=False)
    lead_unit = models.ForeignKey(
        Unit,
        verbose_name="主办单位",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="led_cases",
        db_index=False,
    )
    result = models.CharField("办理结果", max_length=1, choices=Result, blank=True, editable=False)
    answer = models.TextField("答复内容", blank=True, editable=False)
    answered_at_once = models.BooleanField("当场答复", default=False, editable=False)
    submitted_on = models.DateField("提交日期", null=True, editable=False)
    accept_due_on = models.DateField("受理期限", null=True, editable=False)
    accepted_on = models.DateField("受理日期", null=True, editable=False)
    assigned_on = models.DateField("交办日期", null=True, editable=False)
    sign_due_on = models.DateField("签收期限", null=True, editable=False)
    signed_on = models.DateField("签收日期", null=True, editable=False)
    due_on = models.DateField("办理期限", null=True, editable=False)
    original_due_on = models.DateField("原定期限", null=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, editable=False)
    released_on = models.DateField("反馈企业日期", null=True, editable=False)
    closed_on = models.DateField("办结日期", null=True, editable=False)
    archived_on = models.DateField("销号日期", null=True, editable=False)
    ended_on = models.DateField("结束日期", null=True, editable=False)
    is_paused = models.BooleanField("暂停计时", default=False, editable=False)
    paused_until = models.DateField("暂停至", null=True, editable=False)
    paused_days = models.PositiveIntegerField("暂停工作日", default=0, editable=False)
    redo_count = models.PositiveSmallIntegerField("重办次数", default=0, editable=False)
    redone_on_rating = models.BooleanField("已因不满意重办", default=False, editable=False)
    supervision_level = models.PositiveSmallIntegerField(
        "督办级别", choices=SupervisionLevel, default=SupervisionLevel.NONE, editable=False
    )
    is_judicial = models.BooleanField("司法事项", default=False, editable=False)
    judicial_reason = models.TextField("司法事项理由", blank=True, editable=False)
    withdrawal_check = models.CharField(
        "撤回核实", max_length=8, choices=WithdrawalCheck, blank=True, default="", editable=False
    )
    merged_into = models.ForeignKey(
        "self", verbose_name="并入", null=True, editable=False, on_delete=models.PROTECT, related_name="duplicates"
    )
    is_historic = models.BooleanField("历史台账", default=False, editable=False)
    extra = models.JSONField("其他栏目", default=dict, blank=True, editable=False)
    search = SearchField("title", "number", "content", "proposal", "raised_by", "phone")

    objects = CaseQuerySet.as_manager()
    history = Records(verbose_name="变更记录")

    class Meta:
        verbose_name = "诉求"
        verbose_name_plural = "诉求"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "-id"], name="case_state_recent"),
            models.Index(fields=["enterprise", "-id"], name="case_enterprise_recent"),
            models.Index(
                fields=["due_on", "lead_unit"],
                name="case_running_due",
                condition=Q(state__in=RUNNING_STATES),
            ),
            models.Index(fields=["accepted_on"], name="case_accepted_day"),
            models.Index(fields=["closed_on"], name="case_closed_day"),
            models.Index(fields=["lead_unit", "-id"], name="case_unit_recent"),
            models.Index(fields=["id"], name="case_withdrawal_unchecked", condition=Q(withdrawal_check="waiting")),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_led_while_handled", condition=~Q(state__in=LED_STATES) | Q(lead_unit__isnull=False)
            ),
            models.CheckConstraint(
                name="case_due_while_running",
                condition=~Q(state__in=RUNNING_STATES) | Q(due_on__isnull=False) | Q(is_historic=True),
            ),
            models.CheckConstraint(
                name="case_original_due_beside_due",
                condition=Q(due_on=None) | Q(original_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="case_result_once_answered",
                condition=~Q(state__in=ANSWERED_STATES) | ~Q(result="") | Q(is_historic=True),
            ),
            models.CheckConstraint(
                name="case_merged_somewhere",
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="case_paused_while_handled",
                condition=Q(is_paused=False, paused_until=None) | Q(state=State.HANDLING, paused_until__isnull=False),
            ),
            models.CheckConstraint(
                name="case_closed_has_day",
                condition=~Q(state__in=(State.CLOSED, State.ARCHIVED))
                | Q(closed_on__isnull=False)
                | Q(is_historic=True),
            ),
            models.CheckConstraint(
                name="case_ended_has_day",
                condition=Q(state__in=OPEN_STATES, ended_on=None) | (~Q(state__in=OPEN_STATES) & ~Q(ended_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def clean_fields(self, exclude=None) -> None:
        super().clean_fields(exclude)
        refuse_undialled(self, exclude)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def is_paused_on(self, day: dt.date) -> bool:
        """Return whether the clock stands still on ``day``: a pause that nobody ended is over after its last day."""
        return self.is_paused and self.paused_until >= day

    @property
    def suggested_unit(self) -> Unit | None:
        """Return the unit agreed on the spot, where the case comes from a visit."""
        return self.problem.unit if self.problem_id else None

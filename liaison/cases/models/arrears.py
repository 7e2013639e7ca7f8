"""清欠: what is owed to the enterprise, by whom, what was promised, what was paid. Amounts in 万元, two decimals."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from liaison.core.models import Row

from ..choices import DebtorKind
from .case import Case
from .progress import OfCaseQuerySet

AMOUNT = DecimalField(max_digits=14, decimal_places=2)


class ArrearsQuerySet(OfCaseQuerySet):
    def with_outstanding(self):
        """Annotate ``paid`` and ``left`` (万元), derived from the payments."""
        paid = Payment.objects.filter(arrears=OuterRef("pk")).values("arrears").annotate(total=Sum("amount"))
        return self.annotate(
            paid=Coalesce(Subquery(paid.values("total"), output_field=AMOUNT), Decimal(0), output_field=AMOUNT)
        ).annotate(left=F("amount") - F("paid"))

    def in_programme(self):
        """Return what the programme covers: debtors that are public bodies or large enterprises."""
        return self.exclude(debtor_kind=DebtorKind.PRIVATE)


class Arrears(Row):
    case = models.OneToOneField(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="arrears")
    debtor = models.CharField("欠款单位", max_length=120)
    debtor_kind = models.CharField("欠款单位性质", max_length=12, choices=DebtorKind)
    contract = models.CharField("合同名称", max_length=200, blank=True)
    contract_number = models.CharField("合同编号", max_length=60, blank=True)
    amount = models.DecimalField("欠款金额（万元）", max_digits=14, decimal_places=2)
    owed_since = models.DateField("应付款日期", help_text="合同约定应当付款的日期，账龄从这一天算起。")
    in_dispute = models.BooleanField("存在争议", default=False)
    dispute = models.TextField("争议情况", blank=True)

    objects = ArrearsQuerySet.as_manager()

    class Meta:
        verbose_name = "拖欠账款"
        verbose_name_plural = "拖欠账款"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="arrears_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="欠款金额必须大于零。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debtor} 欠款 {self.amount} 万元"

    @property
    def outside_programme(self) -> bool:
        return self.debtor_kind == DebtorKind.PRIVATE

    def paid_total(self) -> Decimal:
        """Return what was paid, in 万元."""
        return self.payments.aggregate(total=Sum("amount"))["total"] or Decimal(0)

    def outstanding(self) -> Decimal:
        """Return what is still owed, in 万元."""
        return self.amount - self.paid_total()

    def age_in_months(self, today: dt.date) -> int:
        """Return whole months since the money was due (账龄)."""
        months = (today.year - self.owed_since.year) * 12 + today.month - self.owed_since.month
        return max(months - (today.day < self.owed_since.day), 0)


class OfArrearsQuerySet(OfCaseQuerySet):
    def scope_for(self, user) -> Q:
        return Q(arrears__case__in=Case.objects.visible_to(user))


class Instalment(Row):
    """还款计划: one promised payment."""

    arrears = models.ForeignKey(Arrears, verbose_name="拖欠账款", on_delete=models.CASCADE, related_name="instalments")
    due_on = models.DateField("计划付款日期")
    amount = models.DecimalField("计划金额（万元）", max_digits=14, decimal_places=2)

    objects = OfArrearsQuerySet.as_manager()

    class Meta:
        verbose_name = "还款计划"
        verbose_name_plural = "还款计划"
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(name="instalment_day_once", fields=["arrears", "due_on"]),
            models.CheckConstraint(name="instalment_amount_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d} {self.amount} 万元"


class Payment(Row):
    """还款: money that really came."""

    arrears = models.ForeignKey(Arrears, verbose_name="拖欠账款", on_delete=models.CASCADE, related_name="payments")
    paid_on = models.DateField("付款日期")
    amount = models.DecimalField("付款金额（万元）", max_digits=14, decimal_places=2)
    note = models.CharField("说明", max_length=500, blank=True)

    objects = OfArrearsQuerySet.as_manager()

    class Meta:
        verbose_name = "还款记录"
        verbose_name_plural = "还款记录"
        ordering = ["paid_on", "id"]
        constraints = [models.CheckConstraint(name="payment_amount_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.paid_on:%Y-%m-%d} {self.amount} 万元"

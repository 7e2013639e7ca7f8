"""清欠: what is owed, the plan to pay it back, and what came in."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from liaison.core.errors import Refused

from ..choices import DebtorKind
from ..models import Arrears, Case, Instalment, Payment
from ..parties import parties_of
from .engine import locked

OUTSIDE_PROGRAMME = (
    "欠款单位是其他民营企业，不属于清欠范围（机关、事业单位、国有企业和大型企业拖欠中小企业账款），"
    "建议引导企业通过协商、调解、仲裁或诉讼解决。"
)


@transaction.atomic
def register(case: Case, *, by, plan: Iterable[tuple[dt.date, Decimal]], **facts) -> tuple[Arrears, str]:
    """Record or correct what is owed; ``plan`` are ``(day, amount in 万元)`` and replace the former plan.

    Returns the row and a sentence for the person, "" unless the debtor is out of the programme.
    """
    case = locked(case)
    _require_part(case, by)
    plan = list(plan)
    arrears = Arrears.objects.filter(case=case).first() or Arrears(case=case)
    for name, value in facts.items():
        setattr(arrears, name, value)
    _check(arrears, plan)
    arrears.save()
    arrears.instalments.all().delete()
    Instalment.objects.bulk_create(Instalment(arrears=arrears, due_on=day, amount=amount) for day, amount in plan)
    return arrears, OUTSIDE_PROGRAMME if arrears.debtor_kind == DebtorKind.PRIVATE else ""


def _check(arrears: Arrears, plan: list[tuple[dt.date, Decimal]]) -> None:
    if arrears.amount <= 0 or any(amount <= 0 for _, amount in plan):
        raise Refused("金额必须大于零（万元，保留两位小数）。")
    if len({day for day, _ in plan}) < len(plan):
        raise Refused("还款计划里有重复的日期，请合并为一笔。")
    if plan and sum(amount for _, amount in plan) > arrears.amount:
        raise Refused(f"还款计划合计超过欠款金额 {arrears.amount} 万元，请核对。")
    if arrears.pk and arrears.paid_total() > arrears.amount:
        raise Refused(f"已登记还款 {arrears.paid_total()} 万元，欠款金额不能更少。")
    if arrears.in_dispute and not arrears.dispute.strip():
        raise Refused("存在争议的，请写明争议情况。")


@transaction.atomic
def pay(case: Case, *, by, today: dt.date, paid_on: dt.date, amount: Decimal, note: str = "") -> Payment:
    """Record a payment (万元). Refused when it lies in the future or exceeds what is still owed."""
    case = locked(case)
    _require_part(case, by)
    arrears = Arrears.objects.filter(case=case).first()
    if arrears is None:
        raise Refused("请先登记欠款情况。")
    if paid_on > today:
        raise Refused("付款日期不能晚于今天。")
    left = arrears.outstanding()
    if not 0 < amount <= left:
        raise Refused(f"付款金额应大于零且不超过尚欠的 {left} 万元。")
    return Payment.objects.create(arrears=arrears, paid_on=paid_on, amount=amount, note=note.strip())


def _require_part(case: Case, by) -> None:
    if not parties_of(case, by):
        raise Refused("您没有参与这件诉求的办理，不能登记欠款。")

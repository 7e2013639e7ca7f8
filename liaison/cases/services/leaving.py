"""Out of the loop before its end: withdrawn by the enterprise, or merged into another case."""

from liaison.core.errors import Refused

from ..choices import State, WithdrawalCheck
from ..models import Case
from ..moves import ABSORBED
from .engine import Step, back_to_work, dismiss_units, lapse_requests, locked, record, stop_pause, verb


@verb("withdraw")
def withdraw(step: Step, *, reason: str) -> None:
    """The enterprise takes its case back; somebody will call it and ask whether that was its own wish."""
    step.require(reason, "企业撤回的理由")
    _let_go(step)
    step.case.withdrawal_check = WithdrawalCheck.WAITING


@verb("confirm_withdrawal")
def confirm_withdrawal(step: Step, *, reason: str) -> None:
    step.require(reason, "回访情况")
    step.case.withdrawal_check = WithdrawalCheck.GENUINE


@verb("restore")
def restore(step: Step, *, reason: str) -> None:
    """The call showed that the case was not settled: it is assigned anew."""
    step.require(reason, "回访情况")
    back_to_work(step)
    dismiss_units(step)
    step.case.withdrawal_check = WithdrawalCheck.FALSE
    step.case.accepted_on = step.case.accepted_on or step.today


@verb("merge", also_lock="into")
def merge(step: Step, *, into: Case, reason: str) -> None:
    """Fold a duplicate into ``into``. Both timelines stay; both enterprises get the answer."""
    step.require(reason, "并案理由")
    target = locked(into)
    if target.pk == step.case.pk:
        raise Refused("不能并入自身。")
    if not target.is_open or target.state == State.DRAFT:
        raise Refused(f"{target.number} 现在是“{target.get_state_display()}”，不能并入。")
    if not Case.objects.visible_to(step.by).filter(pk=target.pk).exists():
        raise Refused("没有找到要并入的诉求。")
    _let_go(step)
    # What had been merged into this one follows it, so that one step always leads to the answer.
    step.case.duplicates.update(merged_into=target)
    step.case.merged_into = target
    step.details |= {"into": target.number}
    record(
        target,
        ABSORBED,
        by=step.by,
        now=step.now,
        source=target.state,
        reason=step.reason,
        details={"number": step.case.number, "enterprise": step.case.enterprise.name},
    )


def _let_go(step: Step) -> None:
    lapse_requests(step)
    stop_pause(step)

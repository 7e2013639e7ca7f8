"""Out of the loop before its end, and back: withdrawn by the enterprise, merged into another case."""

from liaison.core.errors import Refused

from ..choices import State, WithdrawalCheck
from ..models import Case
from ..moves import ABSORBED, SPLIT_OFF
from .engine import Step, back_to_work, dismiss_units, end_milestone, lapse_requests, record, stop_pause, verb
from .family import bring_back, follow, stand_alone


@verb("withdraw")
def withdraw(step: Step, *, reason: str) -> None:
    """The enterprise takes its case back; somebody will call it and ask whether that was its own wish."""
    step.require(reason, "企业撤回的理由")
    _let_go(step)
    bring_back(step, "主件由企业撤回，本件没有随之撤回，请接着办理。")
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
    step.case.submitted_on = step.case.submitted_on or step.today
    step.case.accepted_on = step.case.accepted_on or step.today


@verb("merge", also_lock="into")
def merge(step: Step, *, into: Case, reason: str) -> None:
    """Fold a duplicate into ``into``. Both timelines stay; both enterprises get the answer."""
    step.require(reason, "并案理由")
    target = step.family.get(into.pk)
    if into.pk == step.case.pk:
        raise Refused("不能并入自身，请填写另一件诉求的编号。")
    if target is None or not Case.objects.visible_to(step.by).filter(pk=target.pk).exists():
        raise Refused("没有找到要并入的诉求，请核对编号。")
    if target.state == State.MERGED:
        main = target.merged_into.number
        raise Refused(f"{target.number} 已经并入 {main}，请并入 {main}，或先将它拆分恢复。")
    if not target.is_open or target.state == State.DRAFT:
        raise Refused(f"{target.number} 现在是“{target.get_state_display()}”，不能并入；请并入一件正在办理的诉求。")
    _let_go(step)
    follow(step, target)
    step.case.merged_into = target
    step.details |= {"into": target.number}
    _note_on(step, target, ABSORBED)


@verb("unmerge")
def unmerge(step: Step, *, reason: str) -> None:
    """Undo a wrong 并案, or let the case go its own way: it is assigned by itself."""
    step.require(reason, "拆分恢复的理由")
    main = step.family[step.case.merged_into_id]
    step.details["main"] = main.number
    step.case.accepted_on = step.case.accepted_on or step.today
    step.case.submitted_on = step.case.submitted_on or step.today
    stand_alone(step)
    _note_on(step, main, SPLIT_OFF)


def _note_on(step: Step, main: Case, event: str) -> None:
    """Write into the memory of ``main`` that the step's case joined or left it."""
    details = {"number": step.case.number, "enterprise": step.case.enterprise.name}
    record(main, event, by=step.by, now=step.now, source=main.state, reason=step.reason, details=details)


def _let_go(step: Step) -> None:
    lapse_requests(step)
    stop_pause(step)
    end_milestone(step, f"诉求{step.move.label}，本节点不再执行。")

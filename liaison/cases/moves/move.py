"""One move: from which states to which, by whom, on what conditions, and why it cannot be made now."""

from collections.abc import Callable
from dataclasses import dataclass

from .. import guards as g
from ..choices import State
from ..parties import Party
from ..situation import Situation

Guard = Callable[[Situation], str]

FILER, OFFICE, LEAD, SUPPORT, SUPERVISOR = Party
S = State


# For whom a case waits in each state.
AWAITS = {
    S.DRAFT: "登记人补全后提交",
    S.SUBMITTED: "协调办公室受理",
    S.ACCEPTED: "协调办公室交办",
    S.ASSIGNED: "主办单位签收",
    S.HANDLING: "主办单位提交答复",
    S.TRACKING: "主办单位报告阶段进展或提交答复",
    S.ANSWERED: "协调办公室审核",
    S.FOLLOWUP: "联络员或协调办公室登记企业评价",
    S.CLOSED: "协调办公室销号归档",
}
# What helps once a case has left the loop.
ENDED = {
    S.ARCHIVED: "企业又有新情况的，请重新登记诉求。",
    S.REJECTED: "企业补充了新情况的，请重新登记诉求。",
    S.WITHDRAWN: "企业并不想撤回的，由协调办公室或督查督办核实后恢复办理。",
    S.MERGED: "办理情况见主件；并错了的，请协调办公室拆分恢复。",
}
_CHOOSING = (g.is_led, g.is_not_led, g.is_planned, g.is_not_planned, g.is_redone, g.is_not_yet_redone, g.may_track)


@dataclass(frozen=True)
class Move:
    """``effect`` says in one line what the verb of this name does besides writing the event."""

    name: str
    label: str
    sources: tuple[State, ...]
    target: State | None
    who: tuple[Party, ...]
    effect: str
    guards: tuple[Guard, ...] = ()

    def refusal(self, situation: Situation) -> str:
        """Return why this person may not make this move now, or ""."""
        case = situation.case
        if case.state not in self.sources:
            waits = f"现在等{AWAITS[case.state]}。" if case.state in AWAITS else ENDED[State(case.state)]
            return f"诉求 {case.number} 现在是“{case.get_state_display()}”，不能{self.label}。{waits}"
        if not situation.parties.intersection(self.who):
            return f"只有{'、'.join(self.who)}可以{self.label}，请与其联系。"
        return next((reason for guard in self.guards if (reason := guard(situation))), "")

    def obstacle(self, situation: Situation) -> str:
        """Return why a person who makes this move in this state cannot make it now, or "".

        Guards that only choose between variants of one move (led or not, B or not) are no obstacle.
        """
        if situation.case.state not in self.sources or not situation.parties.intersection(self.who):
            return ""
        for guard in self.guards:
            if reason := guard(situation):
                return "" if guard in _CHOOSING else reason
        return ""

"""The one table of states and moves: code, buttons, tests and ``docs/cases.md`` all read it.

A move without a target leaves the state as it is. ``who`` are parties (``parties.py``), ``guards`` conditions
(``guards.py``), ``effect`` says in one line what the service does besides writing the event.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import guards as g
from .choices import HELD_STATES, LED_STATES, OPEN_STATES, RUNNING_STATES, State
from .parties import Party
from .situation import Situation

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
_STRAIGHT_WAY = (S.DRAFT, S.SUBMITTED, S.ACCEPTED, S.ASSIGNED, S.HANDLING, S.ANSWERED, S.FOLLOWUP, S.CLOSED, S.ARCHIVED)
_CHOOSING = (g.is_led, g.is_not_led, g.is_planned, g.is_not_planned, g.is_redone, g.is_not_yet_redone, g.may_track)


@dataclass(frozen=True)
class Move:
    name: str
    label: str
    sources: tuple[State, ...]
    target: State | None
    who: tuple[Party, ...]
    effect: str
    guards: tuple[Guard, ...] = ()
    icon: str = "arrow_forward"

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


_TABLE = [
    # --- intake -----------------------------------------------------------------------------------
    Move(
        "submit",
        "提交",
        (S.DRAFT,),
        S.SUBMITTED,
        (FILER, OFFICE),
        "记录提交日期，算出受理期限",
        (g.is_complete,),
        "send",
    ),
    Move("accept", "受理", (S.SUBMITTED,), S.ACCEPTED, (OFFICE,), "记录受理日期", icon="check"),
    Move(
        "answer_at_once",
        "当场答复",
        (S.SUBMITTED,),
        S.FOLLOWUP,
        (OFFICE,),
        "记录答复内容与结果，随即反馈企业",
        (g.is_simple,),
        "bolt",
    ),
    Move("send_back", "退回补正", (S.SUBMITTED,), S.DRAFT, (OFFICE,), "写明需要补正的内容", icon="undo"),
    Move("reject", "不予受理", (S.SUBMITTED,), S.REJECTED, (OFFICE,), "写明理由和告知企业的情况", icon="block"),
    # --- assignment -------------------------------------------------------------------------------
    Move(
        "assign",
        "交办",
        (S.ACCEPTED,),
        S.ASSIGNED,
        (OFFICE,),
        "确定一个主办单位和协办单位，算出签收与办理期限",
        icon="assignment_ind",
    ),
    Move(
        "sign",
        "签收",
        (S.ASSIGNED,),
        S.HANDLING,
        (LEAD,),
        "记录签收日期与经办人",
        (g.has_no_pending_objection,),
        "draw",
    ),
    Move("object", "申请改派", (S.ASSIGNED,), None, (LEAD,), "登记异议，等待裁定", (g.may_object,), "report"),
    Move(
        "uphold_objection",
        "同意改派",
        (S.ASSIGNED,),
        S.ACCEPTED,
        (OFFICE,),
        "原承办单位退出，期限取消，回到待交办",
        (g.has_pending_objection,),
        "swap_horiz",
    ),
    Move(
        "dismiss_objection",
        "不同意改派",
        (S.ASSIGNED,),
        None,
        (OFFICE,),
        "异议驳回，一次裁定有效",
        (g.has_pending_objection,),
        "gavel",
    ),
    Move(
        "recall",
        "收回",
        (S.ASSIGNED, S.HANDLING),
        S.ACCEPTED,
        (OFFICE,),
        "写明理由，承办单位退出，期限取消，回到待交办",
        icon="keyboard_return",
    ),
    Move(
        "reassign",
        "改派",
        RUNNING_STATES,
        S.ASSIGNED,
        (OFFICE,),
        "写明理由，换一个主办单位，重新算出签收与办理期限或保留原期限",
        icon="move_down",
    ),
    Move(
        "succeed",
        "划转承接单位",
        HELD_STATES,
        None,
        (OFFICE,),
        "停用单位的分工转给承接它职责的单位，状态和期限不变",
        (g.has_ended_unit,),
        "move_group",
    ),
    Move(
        "mark_judicial",
        "标为司法事项",
        LED_STATES,
        None,
        (OFFICE,),
        "写明理由，此后同法院、检察院一样只作协调，不催办、不督办、不排名",
        (g.may_be_judicial,),
        "balance",
    ),
    Move(
        "unmark_judicial",
        "取消司法事项",
        LED_STATES,
        None,
        (OFFICE,),
        "写明理由，恢复催办、督办和统计",
        (g.is_judicial,),
        "balance",
    ),
    # --- handling ---------------------------------------------------------------------------------
    Move(
        "reply",
        "回复主办单位",
        RUNNING_STATES,
        None,
        (SUPPORT,),
        "记录本单位回复意见",
        (g.owes_reply,),
        "reply",
    ),
    Move(
        "waive_reply",
        "免于回复",
        RUNNING_STATES,
        None,
        (OFFICE,),
        "写明理由，该单位不再影响答复",
        (g.has_outstanding,),
        "person_off",
    ),
    Move(
        "add_support", "增加协办单位", (S.HANDLING,), None, (OFFICE,), "新增一个协办、会办或分办单位", icon="group_add"
    ),
    Move(
        "ask_extension",
        "申请延期",
        (S.HANDLING,),
        None,
        (LEAD,),
        "登记延期申请，等待审批",
        (g.is_not_paused, g.may_extend),
        "more_time",
    ),
    Move(
        "grant_extension",
        "同意延期",
        (S.HANDLING,),
        None,
        (OFFICE,),
        "现期限后移，原定期限保留",
        (g.has_pending_extension,),
        "event_available",
    ),
    Move(
        "refuse_extension",
        "不同意延期",
        (S.HANDLING,),
        None,
        (OFFICE,),
        "期限不变",
        (g.has_pending_extension,),
        "event_busy",
    ),
    Move(
        "ask_pause",
        "申请暂停计时",
        (S.HANDLING,),
        None,
        (LEAD,),
        "写明等待企业补充的材料，等待审批；批准之前照常计时",
        (g.is_not_paused, g.is_not_overdue, g.may_pause),
        "pause",
    ),
    Move(
        "grant_pause",
        "同意暂停计时",
        (S.HANDLING,),
        None,
        (OFFICE,),
        "从当日起停走，到批准的最后一天自动恢复；期限按批准的工作日顺延",
        (g.has_pending_pause, g.is_not_overdue),
        "pause_circle",
    ),
    Move(
        "refuse_pause",
        "不同意暂停计时",
        (S.HANDLING,),
        None,
        (OFFICE,),
        "照常计时，期限不变",
        (g.has_pending_pause,),
        "play_circle",
    ),
    Move(
        "resume_clock",
        "恢复计时",
        (S.HANDLING,),
        None,
        (LEAD, OFFICE),
        "提前恢复，没有用完的暂停工作日从期限中扣回",
        (g.is_paused,),
        "play_arrow",
    ),
    Move(
        "answer",
        "提交答复",
        (S.HANDLING, S.TRACKING),
        S.ANSWERED,
        (LEAD,),
        "记录答复内容与办理结果（A/B/C/D），B必须约定下一个节点，未批的延期申请失效",
        (g.supports_are_done, g.is_not_paused),
        "rate_review",
    ),
    Move(
        "track",
        "转持续跟踪",
        (S.HANDLING, S.FOLLOWUP),
        S.TRACKING,
        (OFFICE,),
        "结果记为B，必须约定下一个节点日期",
        (g.may_track, g.is_led, g.is_not_paused),
        "flag",
    ),
    Move(
        "report_milestone",
        "报告阶段进展",
        (S.TRACKING,),
        None,
        (LEAD,),
        "完成当前节点，必须约定下一个节点日期",
        icon="checklist",
    ),
    Move("resume", "恢复办理", (S.TRACKING,), S.HANDLING, (OFFICE,), "定出新的办理期限", icon="restart_alt"),
    Move(
        "escalate",
        "提级协调",
        (S.SUBMITTED, S.ACCEPTED, S.HANDLING),
        None,
        (OFFICE,),
        "写明本级已做的努力，协调层级上升",
        (g.can_rise,),
        "north",
    ),
    Move(
        "urge",
        "催办",
        RUNNING_STATES,
        None,
        (OFFICE,),
        "督办级别记为催办",
        (g.may_be_chased, g.is_near_or_past_due),
        "notifications_active",
    ),
    Move(
        "supervise",
        "督办",
        RUNNING_STATES,
        None,
        (OFFICE, SUPERVISOR),
        "督办级别记为督办，可制发督办函",
        (g.may_be_chased, g.is_overdue),
        "campaign",
    ),
    # --- review, rating, closing ------------------------------------------------------------------
    Move("return_answer", "退回重办", (S.ANSWERED,), S.HANDLING, (OFFICE,), "保留原期限，除非另定", icon="undo"),
    Move(
        "release",
        "审核通过",
        (S.ANSWERED,),
        S.FOLLOWUP,
        (OFFICE,),
        "答复反馈企业（并案的企业一并答复）",
        (g.is_not_planned,),
        "outgoing_mail",
    ),
    Move(
        "release_planned",
        "审核通过，转持续跟踪",
        (S.ANSWERED,),
        S.TRACKING,
        (OFFICE,),
        "答复反馈企业（并案的企业一并答复），到下一个节点日期再报告进展",
        (g.is_planned,),
        "flag",
    ),
    Move(
        "rate_proxy",
        "代录评价",
        (S.FOLLOWUP,),
        None,
        (LEAD, SUPPORT),
        "承办单位代录，不办结、不退回，等协调办公室或联络员核实",
        (g.has_no_proxy_rating,),
        "edit_note",
    ),
    Move(
        "rate_close",
        "登记满意评价",
        (S.FOLLOWUP,),
        S.CLOSED,
        (FILER, OFFICE),
        "记录基本满意以上的评价，办结",
        (g.is_independent, g.is_done),
        "thumb_up",
    ),
    Move(
        "rate_redo",
        "登记不满意评价",
        (S.FOLLOWUP,),
        S.HANDLING,
        (FILER, OFFICE),
        "记录差评，定出新期限，重办一次",
        (g.is_independent, g.is_led, g.is_not_yet_redone),
        "thumb_down",
    ),
    Move(
        "rate_reassign",
        "登记不满意评价",
        (S.FOLLOWUP,),
        S.ACCEPTED,
        (FILER, OFFICE),
        "记录差评，没有主办单位的转入交办",
        (g.is_not_led, g.is_not_yet_redone),
        "thumb_down",
    ),
    Move(
        "rate_explained",
        "说明后办结",
        (S.FOLLOWUP,),
        S.CLOSED,
        (OFFICE,),
        "再次差评，写明向企业的说明后办结",
        (g.is_independent, g.is_done, g.is_redone),
        "forum",
    ),
    Move(
        "close_unrated",
        "未评价办结",
        (S.FOLLOWUP,),
        S.CLOSED,
        (OFFICE,),
        "写明回访情况，按未参评办结",
        (g.is_done, g.has_been_silent),
        "phone_missed",
    ),
    Move(
        "archive",
        "销号归档",
        (S.CLOSED,),
        S.ARCHIVED,
        (OFFICE,),
        "记录销号日期",
        (g.objections_have_had_time,),
        "inventory_2",
    ),
    Move(
        "reopen",
        "重新办理",
        (S.CLOSED, S.FOLLOWUP),
        S.HANDLING,
        (OFFICE,),
        "问题反弹，定出新期限，计入重办",
        (g.is_led,),
        "replay",
    ),
    Move(
        "reopen_unled",
        "重新交办",
        (S.CLOSED, S.FOLLOWUP),
        S.ACCEPTED,
        (OFFICE,),
        "问题反弹，转入交办，计入重办",
        (g.is_not_led,),
        "replay",
    ),
    # --- leaving the loop -------------------------------------------------------------------------
    Move(
        "withdraw",
        "企业撤回",
        OPEN_STATES,
        S.WITHDRAWN,
        (FILER, OFFICE),
        "写明理由，列入回访核实",
        (g.is_not_own_handling_unit,),
        "cancel",
    ),
    Move(
        "confirm_withdrawal",
        "撤回核实属实",
        (S.WITHDRAWN,),
        None,
        (OFFICE, SUPERVISOR),
        "记录回访情况",
        (g.withdrawal_is_unchecked,),
        "verified",
    ),
    Move(
        "restore",
        "撤回不实恢复办理",
        (S.WITHDRAWN,),
        S.ACCEPTED,
        (OFFICE, SUPERVISOR),
        "原承办单位退出，回到待交办",
        (g.withdrawal_is_unchecked,),
        "settings_backup_restore",
    ),
    Move("merge", "并案", OPEN_STATES, S.MERGED, (OFFICE,), "并入另一件诉求，两边记录都保留", icon="merge"),
    Move(
        "unmerge",
        "拆分恢复",
        (S.MERGED,),
        S.ACCEPTED,
        (OFFICE,),
        "写明理由，从主件拆出，回到待交办",
        icon="call_split",
    ),
]

MOVES: dict[str, Move] = {move.name: move for move in _TABLE}

# Events that are no move of this case: its birth, and what other cases do to it.
FILED, IMPORTED, ABSORBED, SPLIT_OFF = "filed", "imported", "absorbed", "split_off"
BROUGHT_BACK, FOLLOWED, MAIN_ANSWERED = "brought_back", "followed", "main_answered"
# What the office does to deadlines when holidays or rules have changed.
RECOUNTED = "recounted"
EVENT_LABELS = {
    FILED: "登记",
    IMPORTED: "台账导入",
    ABSORBED: "并入其他诉求",
    SPLIT_OFF: "拆出并入的诉求",
    BROUGHT_BACK: "主件终止，恢复受理",
    FOLLOWED: "随主件并入另一件",
    MAIN_ANSWERED: "主件已答复，一并反馈",
    RECOUNTED: "期限重算",
}


def legal_moves(situation: Situation) -> list[Move]:
    """Return the moves that this person may make on this case now, in the order of the table."""
    return [move for move in _TABLE if not move.refusal(situation)]


def blocked_moves(situation: Situation) -> list[tuple[Move, str]]:
    """Return the moves that this person makes in this state and cannot make now, each with the reason."""
    return [(move, reason) for move in _TABLE if (reason := move.obstacle(situation))]


def goes_onward(move: Move, state: str) -> bool:
    """Return whether ``move`` leads a case in ``state`` to a later point of the straight way."""
    at = S.HANDLING if state == S.TRACKING else state
    if at not in _STRAIGHT_WAY or move.target not in _STRAIGHT_WAY:
        return False
    return _STRAIGHT_WAY.index(move.target) > _STRAIGHT_WAY.index(at)


def next_moves(situation: Situation) -> list[tuple[Move, str]]:
    """Return what this person does next on the straight way, once those it waits for have done their part."""
    state = situation.case.state
    if state not in _STRAIGHT_WAY[:-2]:
        return []
    then, after = _STRAIGHT_WAY[_STRAIGHT_WAY.index(state) + 1 :][:2]
    mine = [move for move in _TABLE if then in move.sources and state not in move.sources and move.target == after]
    return [(move, f"先等{AWAITS[state]}。") for move in mine if situation.parties.intersection(move.who)]

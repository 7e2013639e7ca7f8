"""From a case taken on to a unit that has signed for it, and the ways to another unit."""

from .. import guards as g
from ..choices import HELD_STATES, LED_STATES, RUNNING_STATES, State
from .move import LEAD, OFFICE, Move

S = State

ASSIGNMENT = (
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
)

"""From a case taken on to a unit that has signed for it, and the ways to another unit."""

from .. import guards as g
from ..choices import HELD_STATES, LED_STATES, RUNNING_STATES, State
from .move import LEAD, OFFICE, Move

S = State

ASSIGNMENT = (
    Move(
        "assign",
        "交办",
        sources=(S.ACCEPTED,),
        target=S.ASSIGNED,
        who=(OFFICE,),
        effect="确定一个主办单位和协办单位，算出签收与办理期限",
    ),
    Move(
        "sign",
        "签收",
        sources=(S.ASSIGNED,),
        target=S.HANDLING,
        who=(LEAD,),
        effect="记录签收日期与经办人",
        guards=(g.has_no_pending_objection,),
    ),
    Move(
        "object",
        "申请改派",
        sources=(S.ASSIGNED,),
        target=None,
        who=(LEAD,),
        effect="登记异议，等待裁定",
        guards=(g.may_object,),
    ),
    Move(
        "uphold_objection",
        "同意改派",
        sources=(S.ASSIGNED,),
        target=S.ACCEPTED,
        who=(OFFICE,),
        effect="原承办单位退出，期限取消，回到待交办",
        guards=(g.has_pending_objection,),
    ),
    Move(
        "dismiss_objection",
        "不同意改派",
        sources=(S.ASSIGNED,),
        target=None,
        who=(OFFICE,),
        effect="异议驳回，一次裁定有效",
        guards=(g.has_pending_objection,),
    ),
    Move(
        "recall",
        "收回",
        sources=(S.ASSIGNED, S.HANDLING),
        target=S.ACCEPTED,
        who=(OFFICE,),
        effect="写明理由，承办单位退出，期限取消，回到待交办",
    ),
    Move(
        "reassign",
        "改派",
        sources=RUNNING_STATES,
        target=S.ASSIGNED,
        who=(OFFICE,),
        effect="写明理由，换一个主办单位，重新算出签收与办理期限或保留原期限",
    ),
    Move(
        "succeed",
        "划转承接单位",
        sources=HELD_STATES,
        target=None,
        who=(OFFICE,),
        effect="停用单位的分工转给承接它职责的单位，状态和期限不变",
        guards=(g.has_ended_unit,),
    ),
    Move(
        "mark_judicial",
        "标为司法事项",
        sources=LED_STATES,
        target=None,
        who=(OFFICE,),
        effect="写明理由，此后同法院、检察院一样只作协调，不催办、不督办、不排名",
        guards=(g.may_be_judicial,),
    ),
    Move(
        "unmark_judicial",
        "取消司法事项",
        sources=LED_STATES,
        target=None,
        who=(OFFICE,),
        effect="写明理由，恢复催办、督办和统计",
        guards=(g.is_judicial,),
    ),
)

"""Out of the loop and back: withdrawn, merged."""

from .. import guards as g
from ..choices import OPEN_STATES, State
from .move import FILER, OFFICE, SUPERVISOR, Move

S = State

LEAVING = (
    Move(
        "withdraw",
        "企业撤回",
        sources=OPEN_STATES,
        target=S.WITHDRAWN,
        who=(FILER, OFFICE),
        effect="写明理由，列入回访核实",
        guards=(g.is_not_own_handling_unit,),
    ),
    Move(
        "confirm_withdrawal",
        "撤回核实属实",
        sources=(S.WITHDRAWN,),
        target=None,
        who=(OFFICE, SUPERVISOR),
        effect="记录回访情况",
        guards=(g.withdrawal_is_unchecked,),
    ),
    Move(
        "restore",
        "撤回不实恢复办理",
        sources=(S.WITHDRAWN,),
        target=S.ACCEPTED,
        who=(OFFICE, SUPERVISOR),
        effect="原承办单位退出，回到待交办",
        guards=(g.withdrawal_is_unchecked,),
    ),
    Move(
        "merge",
        "并案",
        sources=OPEN_STATES,
        target=S.MERGED,
        who=(OFFICE,),
        effect="并入另一件诉求，两边记录都保留",
    ),
    Move(
        "unmerge",
        "拆分恢复",
        sources=(S.MERGED,),
        target=S.ACCEPTED,
        who=(OFFICE,),
        effect="写明理由，从主件拆出，回到待交办",
    ),
)

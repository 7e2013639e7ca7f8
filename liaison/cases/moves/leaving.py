"""Out of the loop and back: withdrawn, merged."""

from .. import guards as g
from ..choices import OPEN_STATES, State
from .move import FILER, OFFICE, SUPERVISOR, Move

S = State

LEAVING = (
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
)

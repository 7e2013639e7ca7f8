"""From a draft to a case that is taken on, refused or answered at once."""

from .. import guards as g
from ..choices import State
from .move import FILER, OFFICE, Move

S = State

INTAKE = (
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
)

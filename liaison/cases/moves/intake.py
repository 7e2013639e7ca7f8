"""From a draft to a case that is taken on, refused or answered at once."""

from .. import guards as g
from ..choices import State
from .move import FILER, OFFICE, Move

S = State

INTAKE = (
    Move(
        "submit",
        "提交",
        sources=(S.DRAFT,),
        target=S.SUBMITTED,
        who=(FILER, OFFICE),
        effect="记录提交日期，算出受理期限",
        guards=(g.is_complete,),
    ),
    Move(
        "accept",
        "受理",
        sources=(S.SUBMITTED,),
        target=S.ACCEPTED,
        who=(OFFICE,),
        effect="记录受理日期",
    ),
    Move(
        "answer_at_once",
        "当场答复",
        sources=(S.SUBMITTED,),
        target=S.FOLLOWUP,
        who=(OFFICE,),
        effect="记录答复内容与结果，随即反馈企业",
        guards=(g.is_simple,),
    ),
    Move(
        "send_back",
        "退回补正",
        sources=(S.SUBMITTED,),
        target=S.DRAFT,
        who=(OFFICE,),
        effect="写明需要补正的内容",
    ),
    Move(
        "reject",
        "不予受理",
        sources=(S.SUBMITTED,),
        target=S.REJECTED,
        who=(OFFICE,),
        effect="写明理由和告知企业的情况",
    ),
)

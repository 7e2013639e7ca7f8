"""Conditions on moves. Each returns "" when the way is free, else a Chinese sentence.

It says why not and then what helps: who can do something, from when it will be possible, or what to do instead.
"""

from liaison.directory.models import Level

from . import deadlines
from .choices import Nature, Result, State, WithdrawalCheck
from .judicial import may_be_ticked
from .parties import rank
from .situation import Situation

_ASK_TO_REASSIGN = "确不属于本单位职责的，请协调办公室改派。"
_TOO_LATE = "请尽快答复，一时办不完的，请协调办公室转持续跟踪。"
_NO_CLOCK = "现在没有期限在走（暂停计时或没有办理期限），不催办、不督办；有情况的，请用批注或当面沟通。"


def is_complete(s: Situation) -> str:
    """诉求内容、来源、反映时间均已填写"""
    case = s.case
    missing = [
        word
        for word, value in (("诉求内容", case.content), ("标题", case.title), ("来源渠道", case.source))
        if not value.strip()
    ]
    return f"还缺{'、'.join(missing)}；请先用“修改资料”补全，再提交。" if missing else ""


def is_simple(s: Situation) -> str:
    """性质为咨询或求助"""
    simple = s.case.nature in (Nature.INQUIRY, Nature.HELP)
    return "" if simple else f"{s.case.get_nature_display()}类诉求须按程序交办，不能当场答复办结；请先受理，再交办。"


def has_no_pending_objection(s: Situation) -> str:
    """没有待裁定的改派申请"""
    return "承办单位已提出异议，请等协调办公室裁定后再签收。" if s.pending_objection else ""


def has_pending_objection(s: Situation) -> str:
    """有待裁定的改派申请"""
    return "" if s.pending_objection else "主办单位没有申请改派，不需要裁定；要换单位的，请用“改派”或“收回”。"


def may_object(s: Situation) -> str:
    """交办后一个工作日内，且未曾提出过"""
    if s.objection:
        return f"本诉求已提出过一次异议，一次裁定后不再受理；{_ASK_TO_REASSIGN}"
    last = s.calendar.add(s.case.assigned_on, deadlines.OBJECTION_DAYS)
    if s.today > last:
        return f"异议须在交办后一个工作日内（{last:%Y-%m-%d}前）提出，现已超过；{_ASK_TO_REASSIGN}"
    return ""


def supports_are_done(s: Situation) -> str:
    """协办、会办、分办单位均已回复、免于回复或已过回复期限"""
    if not s.awaited:
        return ""
    names = "、".join(part.unit.short_name for part in s.awaited)
    last = max(part.due_on for part in s.awaited)
    return (
        f"{names}尚未回复（最晚 {last:%m月%d日}）。可以先催请；不必等的，请协调办公室办理“免于回复”；"
        "过了回复期限仍不回复的，写明催请情况后可以先行答复。"
    )


def owes_reply(s: Situation) -> str:
    """本单位尚未回复"""
    return "" if s.own_outstanding else "本单位已回复或已免于回复，不必再回复；有补充的，请写在批注里。"


def has_outstanding(s: Situation) -> str:
    """有单位尚未回复"""
    return "" if s.outstanding else "没有尚未回复的协办单位，不需要免于回复；主办单位可以直接答复。"


def is_not_paused(s: Situation) -> str:
    """未暂停计时"""
    return "正在暂停计时，请先恢复计时。" if s.is_paused else ""


def is_paused(s: Situation) -> str:
    """正在暂停计时"""
    return "" if s.is_paused else "现在没有暂停计时，不需要恢复；期限照常计算。"


def may_pause(s: Situation) -> str:
    """没有待审批的暂停申请，累计暂停未满上限"""
    if s.pending_pause:
        return "已有一份暂停计时的申请，请等协调办公室审批。"
    if not deadlines.pause_days_left(s.case):
        return f"已累计暂停 {s.case.paused_days} 个工作日，不能再暂停；确需时间的，请申请延期。"
    return ""


def has_pending_pause(s: Situation) -> str:
    """有待审批的暂停申请"""
    return "" if s.pending_pause else "没有待审批的暂停计时申请；主办单位申请以后才能审批。"


def is_not_overdue(s: Situation) -> str:
    """有办理期限且未超期"""
    if s.case.due_on is None:
        return "这件诉求没有办理期限，不需要暂停计时，可以直接办理。"
    return f"已超过办理期限，不能再暂停计时；{_TOO_LATE}" if s.is_overdue else ""


def may_extend(s: Situation) -> str:
    """到期一个工作日之前，同意延期未满两次，没有待审批的申请"""
    if s.pending_extension:
        return "已有一份延期申请，请等协调办公室审批。"
    if s.granted_extensions >= deadlines.EXTENSIONS_MAX:
        return f"已延期 {s.granted_extensions} 次，不能再延；{_TOO_LATE}"
    if s.case.due_on is None:
        return "这件诉求没有办理期限，不需要延期，可以直接办理。"
    if s.calendar.count(s.today, s.case.due_on) < deadlines.EXTENSION_NOTICE_DAYS:
        return f"延期须在到期一个工作日之前申请，现已来不及；{_TOO_LATE}"
    return ""


def has_pending_extension(s: Situation) -> str:
    """有待审批的延期申请"""
    return "" if s.pending_extension else "没有待审批的延期申请；主办单位申请以后才能审批。"


def may_track(s: Situation) -> str:
    """办理中，或答复结果为B"""
    if s.case.state == State.HANDLING or s.case.result == Result.PLANNED:
        return ""
    return "答复的结果不是 B（正在解决或列入计划），不需要转持续跟踪；企业不满意的，登记评价后退回重办。"


def is_planned(s: Situation) -> str:
    """答复结果为B"""
    return "" if s.case.result == Result.PLANNED else "答复的结果不是 B，请用“审核通过”。"


def is_not_planned(s: Situation) -> str:
    """答复结果不是B"""
    return "答复的结果是 B，请用“审核通过，转持续跟踪”。" if s.case.result == Result.PLANNED else ""


def is_done(s: Situation) -> str:
    """答复结果不是B（列入计划的不能评价后办结）"""
    if s.case.result != Result.PLANNED:
        return ""
    way = "转持续跟踪，约定下一个节点日期" if s.case.lead_unit_id else "重新交办，由主办单位接着办"
    return f"办理结果是 B（正在解决或列入计划），事情还没有办完，不能评价后办结；请协调办公室{way}。"


def is_independent(s: Situation) -> str:
    """操作人不属于承办单位"""
    if not s.acts_for_handling_unit:
        return ""
    return "承办单位自己录入的评价不能办结；可以“代录评价”，再由联络员或其他单位的协调办公室人员核实登记。"


def has_no_proxy_rating(s: Situation) -> str:
    """本轮尚未代录过评价"""
    return "本轮已代录过评价，请等联络员或协调办公室核实登记。" if s.proxy_rating else ""


def is_led(s: Situation) -> str:
    """有主办单位"""
    return "" if s.case.lead_unit_id else "没有主办单位，请改为重新交办。"


def is_not_led(s: Situation) -> str:
    """没有主办单位"""
    return "已有主办单位，请直接退回重办。" if s.case.lead_unit_id else ""


def is_not_yet_redone(s: Situation) -> str:
    """未曾因不满意重办"""
    return "已因不满意重办过一次，请由协调办公室说明情况后办结。" if s.case.redone_on_rating else ""


def is_redone(s: Situation) -> str:
    """已因不满意重办过一次"""
    return "" if s.case.redone_on_rating else "首次不满意须退回重办，不能直接办结；请登记不满意评价，由主办单位重办。"


def has_been_silent(s: Situation) -> str:
    """反馈企业满三个工作日仍未评价"""
    waited = s.calendar.count(s.case.released_on, s.today) if s.case.released_on else deadlines.UNRATED_DAYS
    left = deadlines.UNRATED_DAYS - waited
    return f"反馈企业未满三个工作日，请再联系企业评价（还差 {left} 个工作日）。" if left > 0 else ""


def objections_have_had_time(s: Situation) -> str:
    """办结满五个工作日无异议"""
    waited = s.calendar.count(s.case.closed_on, s.today) if s.case.closed_on else deadlines.ARCHIVE_DAYS
    left = deadlines.ARCHIVE_DAYS - waited
    return f"办结未满五个工作日，还须等待 {left} 个工作日，期间企业可提出异议。" if left > 0 else ""


def is_not_own_handling_unit(s: Situation) -> str:
    """操作人不属于承办单位"""
    if not s.acts_for_handling_unit:
        return ""
    return "承办单位不能代企业撤回诉求；企业确要撤回的，请联络员或其他单位的协调办公室人员办理。"


def withdrawal_is_unchecked(s: Situation) -> str:
    """撤回待回访核实"""
    return (
        ""
        if s.case.withdrawal_check == WithdrawalCheck.WAITING
        else "这次撤回已经回访核实过，不需要再核实；企业又有新情况的，请重新登记诉求。"
    )


def may_be_chased(s: Situation) -> str:
    """主办单位不是法院、检察院，也没有标为司法事项"""
    if s.may_be_chased:
        return ""
    if s.case.is_judicial:
        return "这件诉求已标为司法事项，只作协调，不催办、不督办、不排名；不再属于司法事项的，先取消。"
    return "法院、检察院依法独立办案，只作协调，不催办、不督办、不排名；需要推动的，请用批注或当面协调。"


def may_be_judicial(s: Situation) -> str:
    """主办单位是公安或司法行政机关，尚未标为司法事项"""
    if s.case.is_judicial:
        return "已标为司法事项，不必重复；不再属于的，请用“取消司法事项”。"
    if may_be_ticked(s.case.lead_unit):
        return ""
    return "只有公安、司法行政机关主办的诉求可以标为司法事项；法院、检察院不用标，本来就不催办。"


def is_judicial(s: Situation) -> str:
    """已标为司法事项"""
    return "" if s.case.is_judicial else "这件诉求没有标为司法事项，不需要取消；属于案件类事项的，请用“标为司法事项”。"


def has_ended_unit(s: Situation) -> str:
    """有停用的承办单位"""
    if s.ended_units:
        return ""
    return "承办单位都没有停用，不需要划转；确需换单位的，请用“改派”。"


def is_near_or_past_due(s: Situation) -> str:
    """临期或超期"""
    if s.is_overdue or (s.case.due_on and s.calendar.count(s.today, s.case.due_on) <= 2):
        return ""
    if s.is_paused or s.case.due_on is None:
        return _NO_CLOCK
    return f"还未临近办理期限，暂不需要催办；到 {s.case.due_on:%Y-%m-%d} 前两个工作日起可以催办。"


def is_overdue(s: Situation) -> str:
    """已超期"""
    if s.is_overdue:
        return ""
    if s.is_paused or s.case.due_on is None:
        return _NO_CLOCK
    return f"未超过办理期限，不能督办；{s.case.due_on:%Y-%m-%d} 过后仍未答复的可以督办。"


def can_rise(s: Situation) -> str:
    """协调层级未到省级"""
    return (
        ""
        if rank(s.case.required_level) < rank(Level.PROVINCE)
        else "已是省级协调，不能再提级；请由省级协调办公室召集有关单位协调。"
    )

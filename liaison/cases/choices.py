"""The words of the loop (诉求闭环): states, natures, sources, results, ratings."""

from django.db import models


class State(models.TextChoices):
    """Where a case stands. Only ``services.engine`` writes it; the ways between are ``moves.MOVES``."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待受理"
    ACCEPTED = "accepted", "待交办"
    ASSIGNED = "assigned", "待签收"
    HANDLING = "handling", "办理中"
    TRACKING = "tracking", "持续跟踪"
    ANSWERED = "answered", "待审核"
    FOLLOWUP = "followup", "待回访"
    CLOSED = "closed", "已办结"
    ARCHIVED = "archived", "已销号"
    REJECTED = "rejected", "不予受理"
    WITHDRAWN = "withdrawn", "企业撤回"
    MERGED = "merged", "已并案"


OPEN_STATES = (
    State.DRAFT,
    State.SUBMITTED,
    State.ACCEPTED,
    State.ASSIGNED,
    State.HANDLING,
    State.TRACKING,
    State.ANSWERED,
    State.FOLLOWUP,
)
# States in which the clock of the lead unit runs.
RUNNING_STATES = (State.ASSIGNED, State.HANDLING, State.TRACKING)
# States in which some unit holds the case.
LED_STATES = (*RUNNING_STATES, State.ANSWERED)
# States in which a unit still has something to do or to answer for: what passes to its successor when it ends.
HELD_STATES = (*LED_STATES, State.FOLLOWUP)
# States in which a case ends without an answer: what was merged into it goes its own way again.
ENDS_UNANSWERED = (State.REJECTED, State.WITHDRAWN)
# States that can only be reached through an answer.
ANSWERED_STATES = (State.ANSWERED, State.FOLLOWUP, State.CLOSED, State.ARCHIVED)


class Nature(models.TextChoices):
    """The five kinds of the 12345 practice; each has its own deadlines."""

    INQUIRY = "inquiry", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    SUGGESTION = "suggestion", "建议"


class Complexity(models.TextChoices):
    ORDINARY = "ordinary", "一般事项"
    COMPLEX = "complex", "复杂事项"
    POLICY = "policy", "涉及多部门或政策"


class Source(models.TextChoices):
    """来源渠道: the door through which the case came in."""

    VISIT = "visit", "领导走访"
    SYMPOSIUM = "symposium", "座谈会"
    ONSITE_OFFICE = "office", "现场办公"
    HOTLINE = "96611", "96611热线"
    TRANSFERRED = "12345", "12345转办"
    PLATFORM = "platform", "综合服务平台"
    DIRECT_PHONE = "direct_phone", "政商直通车电话"
    MAILBOX = "mailbox", "直通车信箱"
    ASSOCIATION = "association", "商会协会"
    EXPERTS = "experts", "专家企业行"
    DEPUTY = "deputy", "代表建议·政协提案"
    SUPERIOR = "superior", "上级交办"
    SUBORDINATE = "subordinate", "下级上报"
    LEDGER = "ledger", "台账导入"


class Urgency(models.TextChoices):
    ORDINARY = "1", "普通"
    URGENT = "2", "紧急"
    CRITICAL = "3", "特急"


class Result(models.TextChoices):
    """What came of it, apart from the state: 办结 is not 解决."""

    SOLVED = "A", "已解决"
    PLANNED = "B", "正在解决或列入计划"
    EXPLAINED = "C", "条件限制暂不能解决，已解释"
    NOTED = "D", "留作参考"


class HandlingRole(models.TextChoices):
    LEAD = "lead", "主办"
    SUPPORT = "support", "协办"
    JOINT = "joint", "会办"
    SPLIT = "split", "分办"


class RequestState(models.TextChoices):
    PENDING = "pending", "待审批"
    GRANTED = "granted", "同意"
    REFUSED = "refused", "不同意"
    LAPSED = "lapsed", "自动失效"


class TermKind(models.TextChoices):
    """What a deadline counted in working days is for."""

    ACCEPT = "accept", "受理期限"
    SIGN = "sign", "签收期限"
    ANSWER = "answer", "办理期限"
    SUPPORT = "support", "协办回复期限"
    PAUSE = "pause", "暂停计时至"


class RatingLevel(models.IntegerChoices):
    """好差评, five levels; the last two are 差评."""

    VERY_SATISFIED = 5, "非常满意"
    SATISFIED = 4, "满意"
    FAIRLY_SATISFIED = 3, "基本满意"
    DISSATISFIED = 2, "不满意"
    VERY_DISSATISFIED = 1, "非常不满意"


class RatingChannel(models.TextChoices):
    SELF = "self", "企业自评"
    PHONE = "phone", "电话回访"
    ONSITE = "onsite", "现场评价"
    SMS = "sms", "短信"


class WithdrawalCheck(models.TextChoices):
    """企业撤回要回访核实: was it really the enterprise's own wish?"""

    NONE = "", "未撤回"
    WAITING = "waiting", "待回访核实"
    GENUINE = "genuine", "核实属实"
    FALSE = "false", "核实不实，已恢复办理"


class SupervisionLevel(models.IntegerChoices):
    NONE = 0, "正常"
    URGED = 2, "催办"
    SUPERVISED = 3, "督办"


class DocumentKind(models.TextChoices):
    ASSIGNMENT = "assignment", "交办单"
    ANSWER = "answer", "答复函"
    SUPERVISION = "supervision", "督办函"


class DebtorKind(models.TextChoices):
    """Who owes. 清欠 covers public bodies and large enterprises; a private debtor is out of the programme."""

    AUTHORITY = "authority", "机关"
    INSTITUTION = "institution", "事业单位"
    STATE_OWNED = "state", "国有企业"
    LARGE = "large", "大型企业"
    PRIVATE = "private", "其他民营企业"

"""Fill a letter's template. What a template may say stands in :func:`context_of`; nothing else is reachable."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone

from liaison.core import documents
from liaison.core.documents import paragraphs, sentence, spoken
from liaison.core.layout import broken
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Unit, UnitKind

from ..choices import DocumentKind, HandlingRole, RequestState, Result
from ..models import Case, LetterTemplate
from ..wording import short_title

FOLDER = Path(__file__).parent
# Days that a supervision letter grants for a reply, when nothing else is agreed.
FEEDBACK_DAYS = 3
_SUPPORTS = (HandlingRole.SUPPORT, HandlingRole.JOINT, HandlingRole.SPLIT)
# Every placeholder a template may use.
WORDS = (
    "文种",
    "文号",
    "编号",
    "企业名称",
    "企业联系人",
    "标题",
    "诉求内容",
    "反映时间",
    "来源",
    "分类",
    "紧急程度",
    "主办单位",
    "其他单位",
    "交办日期",
    "签收期限",
    "办理期限",
    "原定期限",
    "超期工作日",
    "反馈期限",
    "督办级别",
    "督办要求",
    "答复内容",
    "结果代码",
    "办理结果",
    "函标题",
    "交办依据",
    "企业建议",
    "协同单位",
    "交办意见",
    "办理要求",
    "催办情况",
    "延期情况",
    "下一步",
    "抄送",
    "发文单位",
    "联系人",
    "联系电话",
    "日期",
)


def letter(case: Case, *, kind: str, doc_no: str, office: Unit, today: dt.date, by) -> bytes:
    """Return the letter as .docx bytes. Raises :class:`Refused` when the office's own template has a fault."""
    words = context_of(case, kind=kind, doc_no=doc_no, office=office, today=today, by=by)
    return documents.fill(template_bytes(kind), words, called=LetterTemplate._meta.verbose_name)


def template_bytes(kind: str) -> bytes:
    """Return the office's template for ``kind``, or the shipped one."""
    return documents.template_bytes(LetterTemplate.objects.filter(kind=kind).first(), FOLDER / f"{kind}.docx")


def context_of(case: Case, *, kind: str, doc_no: str, office: Unit, today: dt.date, by) -> dict[str, Any]:
    """Return what each of :data:`WORDS` says for ``case``, all of it text; "" where there is nothing to say."""
    answered = case.merged_into or case
    parts = list(case.handlings.current().select_related("unit", "handler"))
    lead = next((part for part in parts if part.role == HandlingRole.LEAD), None)
    others = sorted((part for part in parts if part != lead), key=lambda part: _SUPPORTS.index(part.role))
    calendar = WorkCalendar.load()
    over = calendar.count(case.due_on, today) if case.due_on else 0
    supporting = "、".join(f"{part.unit.name}（{part.get_role_display()}）" for part in others)
    return {
        "文种": DocumentKind(kind).label,
        "文号": doc_no,
        "编号": case.number,
        "企业名称": case.enterprise.name,
        "企业联系人": " ".join(filter(None, [case.raised_by, case.phone])),
        "标题": sentence(spoken_title(case)),
        "函标题": broken(f"关于{case.enterprise.name}诉求办理情况的答复函"),
        "诉求内容": paragraphs(case.content),
        "企业建议": paragraphs(case.proposal),
        "反映时间": spoken(case.raised_on),
        "来源": case.get_source_display(),
        "交办依据": case.get_source_display(),
        "分类": str(case.category),
        "紧急程度": case.get_urgency_display(),
        "主办单位": lead.unit.name if lead else "",
        "其他单位": supporting or "无",
        "协同单位": supporting,
        "交办日期": spoken(case.assigned_on),
        "交办意见": _said(case, "assign"),
        "签收期限": spoken(case.sign_due_on),
        "办理期限": spoken(case.due_on),
        "办理要求": _time_limit(case, calendar),
        "原定期限": spoken(case.original_due_on),
        "超期工作日": str(max(over, 0)),
        "催办情况": _urged(case),
        "延期情况": _extended(case),
        "反馈期限": spoken(calendar.add(today, FEEDBACK_DAYS)),
        "督办级别": case.get_supervision_level_display(),
        "督办要求": sentence(_said(case, "supervise", "urge")) or "请抓紧办理，按期答复企业",
        "答复内容": paragraphs(answered.answer),
        "结果代码": answered.result,
        "办理结果": answered.get_result_display(),
        "下一步": _next(answered),
        "抄送": _copied(case, office),
        "发文单位": office.name,
        "联系人": str(by),
        "联系电话": office.phone.strip(),
        "日期": spoken(today),
    }


def spoken_title(case: Case) -> str:
    """Return the title whole: one that an earlier release cut with … is taken from the content anew."""
    return short_title(case.content) if case.title.endswith("…") else case.title


def _said(case: Case, *moves: str) -> str:
    """Return the words of the newest of these moves, "" where none was made or nothing said."""
    event = case.events.filter(move__in=moves).order_by("-at", "-pk").first()
    return event.reason if event else ""


def _time_limit(case: Case, calendar: WorkCalendar) -> str:
    if not (case.due_on and case.assigned_on) or case.due_on <= case.assigned_on:
        return spoken(case.due_on)
    return f"{calendar.count(case.assigned_on, case.due_on)}个工作日，{spoken(case.due_on)}前答复企业"


def _urged(case: Case) -> str:
    days = [spoken(timezone.localdate(event.at)) for event in case.events.filter(move="urge").order_by("at", "pk")]
    return f"已于{'、'.join(dict.fromkeys(days))}催办" if days else ""


def _extended(case: Case) -> str:
    granted = case.extensions.filter(state=RequestState.GRANTED).count()
    if not granted or case.original_due_on == case.due_on:
        return ""
    return f"原定期限为{spoken(case.original_due_on)}，经同意延期{granted}次，现期限为{spoken(case.due_on)}"


def _next(case: Case) -> str:
    """Return what comes next of a matter that is planned (B) and by when, where it is promised."""
    milestone = case.milestones.filter(reported_on=None).order_by("due_on").first()
    if case.result != Result.PLANNED or milestone is None:
        return ""
    return f"下一步：{sentence(milestone.goal)}，{spoken(milestone.due_on)}前完成"


def _copied(case: Case, office: Unit) -> str:
    """Return who gets a copy: supervision of the office's region, and the officer of the leader who cares for it."""
    supervision = Unit.objects.filter(region=office.region_id, kind=UnitKind.SUPERVISION, valid_to=None)
    names = [unit.name for unit in supervision.exclude(pk=office.pk)]
    officer = [f"{case.leader}同志联络员{case.officer}"] if case.leader and case.officer else []
    return "，".join(names + officer)

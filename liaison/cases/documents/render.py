"""Fill a letter's template. What a template may say stands in :func:`context_of`; nothing else is reachable."""

import datetime as dt
from pathlib import Path
from typing import Any

from liaison.core import documents
from liaison.core.documents import paragraphs, spoken
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Unit, UnitKind

from ..choices import DocumentKind, HandlingRole
from ..models import Case, LetterTemplate

FOLDER = Path(__file__).parent
# Days that a supervision letter grants for a reply, when nothing else is agreed.
FEEDBACK_DAYS = 3
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
    "发文单位",
    "联系人",
    "联系电话",
    "日期",
)


def letter(case: Case, *, kind: str, serial: int, today: dt.date, by) -> bytes:
    """Return the letter as .docx bytes. Raises :class:`Refused` when the office's own template has a fault."""
    words = context_of(case, kind=kind, serial=serial, today=today, by=by)
    return documents.fill(template_bytes(kind), words, called=LetterTemplate._meta.verbose_name)


def template_bytes(kind: str) -> bytes:
    """Return the office's template for ``kind``, or the shipped one."""
    return documents.template_bytes(LetterTemplate.objects.filter(kind=kind).first(), FOLDER / f"{kind}.docx")


def context_of(case: Case, *, kind: str, serial: int, today: dt.date, by) -> dict[str, Any]:
    """Return what each of :data:`WORDS` says for ``case``, all of it text."""
    answered = case.merged_into or case
    parts = list(case.handlings.current().select_related("unit", "handler"))
    lead = next((part for part in parts if part.role == HandlingRole.LEAD), None)
    calendar = WorkCalendar.load()
    over = calendar.count(case.due_on, today) if case.due_on else 0
    office = _office_of(case, by)
    return {
        "文种": DocumentKind(kind).label,
        "文号": f"{case.number}-{serial}",
        "编号": case.number,
        "企业名称": case.enterprise.name,
        "企业联系人": " ".join(filter(None, [case.raised_by, case.phone])) or "见企业联系人名册",
        "标题": case.title,
        "诉求内容": paragraphs(case.content),
        "反映时间": spoken(case.raised_on),
        "来源": case.get_source_display(),
        "分类": str(case.category),
        "紧急程度": case.get_urgency_display(),
        "主办单位": lead.unit.name if lead else "",
        "其他单位": "、".join(f"{part.unit.name}（{part.get_role_display()}）" for part in parts if part != lead)
        or "无",
        "交办日期": spoken(case.assigned_on),
        "签收期限": spoken(case.sign_due_on),
        "办理期限": spoken(case.due_on),
        "原定期限": spoken(case.original_due_on),
        "超期工作日": str(max(over, 0)),
        "反馈期限": spoken(calendar.add(today, FEEDBACK_DAYS)),
        "督办级别": case.get_supervision_level_display(),
        "督办要求": _last_demand(case),
        "答复内容": paragraphs(answered.answer),
        "结果代码": answered.result,
        "办理结果": answered.get_result_display(),
        "发文单位": office.name if office else "协调办公室",
        "联系人": str(by),
        "联系电话": (office.phone if office else "") or by.phone or "请补填",
        "日期": spoken(today),
    }


def _office_of(case: Case, by) -> Unit | None:
    """Return the office that signs: the writer's own unit, else the coordinating office of the case's region."""
    if by.unit_id:
        return by.unit
    home = by.region or case.enterprise.region
    return Unit.objects.filter(region=home, kind=UnitKind.COORDINATING_OFFICE).first()


def _last_demand(case: Case) -> str:
    event = case.events.filter(move__in=("supervise", "urge")).order_by("-at", "-pk").first()
    return (event.reason if event else "") or "请抓紧办理，按期答复企业"

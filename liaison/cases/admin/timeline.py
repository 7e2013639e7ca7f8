"""办理过程: events, comments, files and letters of a case (and of those merged into it) in one order of time."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from liaison.cases.choices import HandlingRole, RatingChannel, RatingLevel, Result
from liaison.cases.models import Attachment, Case, CaseComment, CaseDocument, CaseEvent
from liaison.directory.models import Level


@dataclass(frozen=True)
class Entry:
    at: dt.datetime
    kind: str
    title: str
    who: str
    text: str = ""
    notes: tuple[str, ...] = ()
    url: str = ""
    number: str = ""


def timeline(case: Case) -> list[Entry]:
    """Return everything that happened, newest first; four statements."""
    family = [case.pk, *case.duplicates.values_list("pk", flat=True)]
    entries = [
        *(_event(row, case) for row in _rows(CaseEvent, family, "actor", "actor_unit")),
        *(_comment(row, case) for row in _rows(CaseComment, family, "by")),
        *(_attachment(row, case) for row in _rows(Attachment, family, "by")),
        *(_document(row, case) for row in _rows(CaseDocument, family, "by")),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _rows(model, family, *related):
    return model.objects.filter(case__in=family).select_related("case", *related).order_by("-pk")


def _event(row: CaseEvent, case: Case) -> Entry:
    who = str(row.actor) if row.actor else "系统"
    if row.actor_unit:
        who = f"{row.actor_unit} {who}"
    moved = row.from_state and row.from_state != row.to_state
    label = f"{row.label}（{row.get_from_state_display()} → {row.get_to_state_display()}）" if moved else row.label
    return Entry(row.at, "event", label, who, row.reason, tuple(_spoken(row.details)), number=_foreign(row, case))


def _comment(row: CaseComment, case: Case) -> Entry:
    return Entry(row.at, "comment", "批注", str(row.by), row.text, number=_foreign(row, case))


def _attachment(row: Attachment, case: Case) -> Entry:
    url = reverse("admin:cases_case_attachment", args=[row.pk])
    return Entry(row.at, "file", f"附件：{row.name}", str(row.by), url=url, number=_foreign(row, case))


def _document(row: CaseDocument, case: Case) -> Entry:
    url = reverse("admin:cases_case_document", args=[row.pk])
    label = f"制发{row.get_kind_display()}　{row.doc_no}"
    return Entry(row.at, "file", label, str(row.by), url=url, number=_foreign(row, case))


def _foreign(row, case: Case) -> str:
    return "" if row.case_id == case.pk else row.case.number


_WORDS = {
    "lead": ("主办单位", str),
    "supports": ("其他单位", lambda value: "、".join(value) or "无"),
    "due_on": ("期限", str),
    "unit": ("单位", str),
    "role": ("分工", lambda value: HandlingRole(value).label),
    "successor": ("承接单位", str),
    "due_before": ("原期限", str),
    "judicial": ("司法事项", str),
    "main": ("主件", str),
    "brought_back": ("恢复受理的并案", "、".join),
    "silent": ("逾期未回复", "、".join),
    "silence": ("催请情况", str),
    "result": ("结果", lambda value: f"{value} {Result(value).label}" if value else "无"),
    "answered_on": ("原答复日期", lambda value: value or "无"),
    "notice": ("告知企业", str),
    "days": ("延长工作日", str),
    "paused_days": ("暂停工作日", str),
    "pause_days": ("暂停工作日", str),
    "until": ("暂停至", str),
    "changes": ("", "；".join),
    "goal": ("下一节点", str),
    "level_before": ("原层级", lambda value: Level(value).label),
    "level": ("", lambda value: Level(value).label if value in Level.values else RatingLevel(value).label),
    "channel": ("方式", lambda value: RatingChannel(value).label),
    "is_proxy": ("承办单位代录", lambda value: "是" if value else ""),
    "enterprises": ("反馈企业", "、".join),
    "enterprise": ("企业", str),
    "number": ("编号", str),
    "into": ("并入", str),
}


def _spoken(details: dict) -> list[str]:
    """Return an event's details in people's words; what has no word (or nothing to say) is left out."""
    lines = []
    for key, value in details.items():
        if key in _WORDS:
            label, speak = _WORDS[key]
            spoken = speak(value)
            if spoken:
                lines.append(f"{label}：{spoken}" if label else spoken)
    return lines

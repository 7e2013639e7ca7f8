"""会议纪要: the minutes as .docx, from a template that an office may replace by its own.

``企业`` and ``问题`` are lists to loop over.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from liaison.core import documents
from liaison.core.documents import paragraphs, sentence, spoken
from liaison.core.layout import broken
from liaison.directory.models import User
from liaison.visits.models import MinutesTemplate, VisitEvent

from .reading import Attended

SHIPPED = Path(__file__).parent / "minutes.docx"


def minutes(event: VisitEvent, attended: Attended, *, by: User, today: dt.date) -> bytes:
    """Return the minutes of ``event``. Raises :class:`Refused` where the office's own template has a fault."""
    words = context_of(event, attended, by=by, today=today)
    return documents.fill(template_bytes(), words, called=MinutesTemplate._meta.verbose_name)


def template_bytes() -> bytes:
    """Return the office's own template, the newest if there are several, or the shipped one."""
    return documents.template_bytes(MinutesTemplate.objects.order_by("-pk").first(), SHIPPED)


def context_of(event: VisitEvent, attended: Attended, *, by: User, today: dt.date) -> dict[str, Any]:
    """Return every word that a template may use; "" where nothing is known, so that a clause can be left out."""
    last = "" if event.held_until == event.held_on else f"至{spoken(event.held_until)}"
    return {
        "名称": event.title,
        "纪要标题": broken(f"{event.title}纪要"),
        "类型": event.get_kind_display(),
        "时间": spoken(event.held_on) + last,
        "地点": event.place,
        "主持人": str(event.host or ""),
        "参加领导": "、".join(map(str, event.leaders.all())),
        "参加单位": "、".join(unit.short_name for unit in event.units.all()),
        "其他人员": event.companions,
        "会议情况": paragraphs(event.content),
        "企业": [{"名称": visit.enterprise.name, "属地": visit.enterprise.region.name} for visit in attended.visits],
        "问题": [
            {
                "序号": number,
                "企业": problem.visit.enterprise.name,
                "内容": sentence(problem.text),
                "单位": problem.unit.short_name if problem.unit else "",
            }
            for number, problem in enumerate(attended.problems, start=1)
        ],
        "记录人": str(by),
        "日期": spoken(today),
    }

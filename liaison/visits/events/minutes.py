"""会议纪要: the minutes as .docx, from a template that an office may replace by its own.

Placeholders are Chinese words in double braces; ``企业`` and ``问题`` are lists to loop over. Templates come from
offices, so they run in a sandbox where an unknown word is refused by name.
"""

import datetime as dt
import io
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.visits.models import MinutesTemplate, VisitEvent

from .reading import Attended

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHIPPED = Path(__file__).parent / "minutes.docx"


def minutes(event: VisitEvent, attended: Attended, *, by: User, today: dt.date) -> bytes:
    """Return the minutes of ``event``. Raises :class:`Refused` where the office's own template has a fault."""
    return fill(template_bytes(), context_of(event, attended, by=by, today=today))


def template_bytes() -> bytes:
    """Return the office's own template, the newest if there are several, or the shipped one."""
    own = MinutesTemplate.objects.order_by("-pk").first()
    if own is None:
        return SHIPPED.read_bytes()
    with own.file.open("rb") as file:
        return file.read()


def fill(template: bytes, context: dict[str, Any]) -> bytes:
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(context, environment, autoescape=True)
        filled = io.BytesIO()
        document.save(filled)
    except TemplateError as error:
        raise Refused(f"纪要模板里的占位词有误：{error.message}。请在“纪要模板”中修改后重试。") from error
    except Exception as error:
        raise Refused("纪要模板不是可用的 Word 文件（.docx），请在“纪要模板”中重新上传。") from error
    return filled.getvalue()


def context_of(event: VisitEvent, attended: Attended, *, by: User, today: dt.date) -> dict[str, Any]:
    """Return every word that a template may use."""
    last = "" if event.held_until == event.held_on else f"至{_spoken(event.held_until)}"
    return {
        "名称": event.title,
        "类型": event.get_kind_display(),
        "时间": _spoken(event.held_on) + last,
        "地点": event.place or "（未填写）",
        "主持人": str(event.host or "（未填写）"),
        "参加领导": "、".join(map(str, event.leaders.all())) or "无",
        "参加单位": "、".join(unit.short_name for unit in event.units.all()) or "无",
        "其他人员": event.companions or "无",
        "会议情况": "\a".join(line.strip() for line in event.content.splitlines() if line.strip()) or "（未填写）",
        "企业": [{"名称": visit.enterprise.name, "属地": visit.enterprise.region.name} for visit in attended.visits],
        "问题": [
            {
                "序号": number,
                "企业": problem.visit.enterprise.name,
                "内容": problem.text,
                "单位": problem.unit.short_name if problem.unit else "（待定）",
            }
            for number, problem in enumerate(attended.problems, start=1)
        ],
        "记录人": str(by),
        "日期": _spoken(today),
    }


def _spoken(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"

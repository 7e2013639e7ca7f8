"""Draw the shipped template of the minutes (A4 in official layout).

Run ``python -m liaison.visits.events.build`` after changing the text here; the .docx is committed.
"""

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

SHIPPED = Path(__file__).parent / "minutes.docx"

BODY, TITLE, HEAD = "仿宋_GB2312", "方正小标宋简体", "黑体"
SIZE = Pt(16)


def build() -> None:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    _line(document, "{{ 名称 }}纪要", TITLE, Pt(22), WD_ALIGN_PARAGRAPH.CENTER)
    for label in ("时间", "地点", "主持人", "参加领导", "参加单位", "其他人员"):
        _line(document, f"{label}：{{{{ {label} }}}}")
    _line(document, "参加企业：{% for 家 in 企业 %}{{ 家.名称 }}{% if not loop.last %}、{% endif %}{% endfor %}")
    _line(document, "一、会议情况", HEAD)
    _line(document, "{{ 会议情况 }}", indent=True)
    _line(document, "二、企业提出的问题和交办单位", HEAD)
    _line(document, "{%p for 条 in 问题 %}")
    _line(document, "{{ 条.序号 }}．{{ 条.企业 }}：{{ 条.内容 }}（由{{ 条.单位 }}答复）", indent=True)
    _line(document, "{%p endfor %}")
    _line(document, "{%p if not 问题 %}")
    _line(document, "与会企业未提出需要协调的问题。", indent=True)
    _line(document, "{%p endif %}")
    _line(document, "记录人：{{ 记录人 }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ 日期 }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    document.save(SHIPPED)


def _line(document, text: str, font: str = BODY, size=SIZE, align=None, *, indent: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(28.95)
    paragraph.paragraph_format.space_after = Pt(0)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


if __name__ == "__main__":
    build()

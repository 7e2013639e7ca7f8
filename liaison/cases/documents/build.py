"""Draw the shipped templates in official layout (GB/T 9704: A4, margins 37/35/28/26 mm, 22 lines of 28 characters).

Run ``python -m liaison.cases.documents.build`` after changing the text here; the .docx files are committed.
"""

from pathlib import Path

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FOLDER = Path(__file__).parent
BODY, TITLE, HEAD = "仿宋_GB2312", "方正小标宋简体", "黑体"
SIZE, SMALL, LARGE = Pt(16), Pt(14), Pt(22)  # 三号, 四号, 二号
LINE = Pt(28.95)


def build() -> None:
    """Write the three templates into this folder."""
    for name, draw in (("assignment", _assignment), ("answer", _answer), ("supervision", _supervision)):
        document = _page()
        draw(document)
        document.save(FOLDER / f"{name}.docx")


def _page() -> Document:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _font(document.styles["Normal"], BODY, SIZE)
    spacing = document.styles["Normal"].paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    spacing.space_before = spacing.space_after = Pt(0)
    _page_number(section)
    return document


def _font(target, name: str, size) -> None:
    target.font.name, target.font.size = name, size
    properties = target.element.get_or_add_rPr() if hasattr(target.element, "get_or_add_rPr") else target.element.rPr
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _page_number(section) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", "宋体", SMALL)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    _run(paragraph, " —", "宋体", SMALL)


def _run(paragraph, text: str, font: str = BODY, size=SIZE, *, bold: bool = False):
    run = paragraph.add_run(text)
    _font(run, font, size)
    run.bold = bold
    return run


def _line(document, text: str = "", *, align=None, indent: bool = False, font: str = BODY, size=SIZE):
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    _run(paragraph, text, font, size)
    return paragraph


def _title(document, text: str) -> None:
    paragraph = _line(document, text, align=WD_ALIGN_PARAGRAPH.CENTER, font=TITLE, size=LARGE)
    paragraph.paragraph_format.line_spacing = Pt(36)


def _signature(document) -> None:
    _line(document)
    for text in ("{{ 发文单位 }}", "{{ 日期 }}"):
        paragraph = _line(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(32)
    _line(document)
    _line(document, "（联系人：{{ 联系人 }}，联系电话：{{ 联系电话 }}）", indent=True)


def _assignment(document) -> None:
    _line(document, "编号：{{ 文号 }}", align=WD_ALIGN_PARAGRAPH.RIGHT, size=SMALL)
    _title(document, "民营企业诉求交办单")
    _line(document)
    _line(document, "{{ 主办单位 }}：")
    _line(document, "现将以下企业诉求交由你单位主办，请按期办理并答复企业，办理结果及时反馈。", indent=True)
    _table(
        document,
        [
            [("诉求编号", "{{ 编号 }}"), ("紧急程度", "{{ 紧急程度 }}")],
            [("企业名称", "{{ 企业名称 }}")],
            [("企业联系人", "{{ 企业联系人 }}")],
            [("反映时间", "{{ 反映时间 }}"), ("来源", "{{ 来源 }}")],
            [("诉求内容", "{{ 诉求内容 }}")],
            [("其他单位", "{{ 其他单位 }}")],
            [("交办日期", "{{ 交办日期 }}"), ("签收期限", "{{ 签收期限 }}")],
            [("办理期限", "{{ 办理期限 }}")],
        ],
    )
    _line(
        document,
        "认为不属于本单位职责的，请在交办后一个工作日内书面说明理由；确需延期的，请在到期一个工作日前提出申请。",
        indent=True,
    )
    _signature(document)


def _table(document, rows: list[list[tuple[str, str]]]) -> None:
    table = document.add_table(rows=0, cols=4, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = (Mm(28), Mm(52), Mm(26), Mm(50))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for pairs in rows:
        cells = table.add_row().cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
        if len(pairs) == 1:
            cells[1].merge(cells[3])
        for position, (label, value) in enumerate(pairs):
            _cell(cells[position * 2], label, HEAD, WD_ALIGN_PARAGRAPH.CENTER)
            _cell(cells[position * 2 + 1], value, BODY, WD_ALIGN_PARAGRAPH.LEFT)


def _cell(cell, text: str, font: str, align) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(24)
    _run(paragraph, text, font, SMALL)


def _answer(document) -> None:
    _line(document, "{{ 结果代码 }}", align=WD_ALIGN_PARAGRAPH.RIGHT, font=HEAD)
    _line(document, "编号：{{ 文号 }}", align=WD_ALIGN_PARAGRAPH.RIGHT, size=SMALL)
    _title(document, "关于企业诉求办理情况的答复函")
    _line(document)
    _line(document, "{{ 企业名称 }}：")
    _line(
        document, "你单位{{ 反映时间 }}反映的“{{ 标题 }}”（编号{{ 编号 }}）收悉。经研究办理，现答复如下：", indent=True
    )
    _line(document, "{{ 答复内容 }}", indent=True)
    _line(document, "办理结果：{{ 办理结果 }}。", indent=True)
    _line(document, "感谢你单位对我们工作的支持。如对答复有不同意见，请与我们联系，我们将继续做好服务。", indent=True)
    _signature(document)


def _supervision(document) -> None:
    _line(document, "编号：{{ 文号 }}", align=WD_ALIGN_PARAGRAPH.RIGHT, size=SMALL)
    _title(document, "民营企业诉求督办函")
    _line(document)
    _line(document, "{{ 主办单位 }}：")
    _line(
        document,
        "{{ 交办日期 }}交由你单位主办的{{ 企业名称 }}“{{ 标题 }}”（编号{{ 编号 }}），"
        "原定期限{{ 原定期限 }}，现期限{{ 办理期限 }}，"
        "{% if 超期工作日 != '0' %}已超期{{ 超期工作日 }}个工作日{% else %}即将到期{% endif %}，尚未答复企业。",
        indent=True,
    )
    _line(
        document,
        "现予督办：{{ 督办要求 }}。请于{{ 反馈期限 }}前将办理情况书面反馈，不能按期办结的，说明原因和下一步安排。",
        indent=True,
    )
    _signature(document)


if __name__ == "__main__":
    build()

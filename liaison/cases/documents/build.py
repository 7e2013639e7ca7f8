"""Draw the shipped templates of the letters.

Run ``python -m liaison.cases.documents.build`` after changing the text here; the .docx files are committed.
"""

from pathlib import Path

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from liaison.core.drawing import BODY, CENTRE, HEAD, LEFT, RIGHT, SMALL, closing, line, paper, run, signature, title

FOLDER = Path(__file__).parent
_WHOM = "（联系人：{{ 联系人 }}　电话：{{ 联系电话 }}）"


def build() -> None:
    """Write the three templates into this folder."""
    for name, draw in (("assignment", _assignment), ("answer", _answer), ("supervision", _supervision)):
        document = paper()
        draw(document)
        document.save(FOLDER / f"{name}.docx")


def _assignment(document) -> None:
    line(document, "{{ 文号 }}", align=RIGHT)
    title(document, "民营企业诉求交办单")
    line(document, "{{ 主办单位 }}：")
    line(document, "现将以下企业诉求交由你单位主办，请按期办理并答复企业，办理结果及时反馈。", indent=True)
    _table(
        document,
        [
            [("诉求编号", "{{ 编号 }}"), ("紧急程度", "{{ 紧急程度 }}")],
            [("企业名称", "{{ 企业名称 }}")],
            "{%tr if 企业联系人 %}",
            [("企业联系人", "{{ 企业联系人 }}")],
            "{%tr endif %}",
            [("反映时间", "{{ 反映时间 }}"), ("交办依据", "{{ 交办依据 }}")],
            [("诉求内容", "{{ 诉求内容 }}")],
            "{%tr if 企业建议 %}",
            [("企业建议", "{{ 企业建议 }}")],
            "{%tr endif %}",
            "{%tr if 协同单位 %}",
            [("协同单位", "{{ 协同单位 }}")],
            "{%tr endif %}",
            "{%tr if 交办意见 %}",
            [("交办意见", "{{ 交办意见 }}")],
            "{%tr endif %}",
            [("交办日期", "{{ 交办日期 }}"), ("签收期限", "{{ 签收期限 }}")],
            [("办理期限", "{{ 办理要求 }}")],
        ],
    )
    closing(
        document,
        "认为不属于本单位职责的，请在交办后一个工作日内书面说明理由；确需延期的，请在到期一个工作日前提出申请。",
    )
    signature(document, "{{ 发文单位 }}", "{{ 日期 }}", _WHOM)


def _table(document, rows: list) -> None:
    """Draw label and value side by side; a text among ``rows`` is a condition on those after it."""
    table = document.add_table(rows=0, cols=4, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = (Mm(28), Mm(50), Mm(28), Mm(50))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for pairs in rows:
        cells = table.add_row().cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
        if isinstance(pairs, str):
            cells[0].paragraphs[0].add_run(pairs)
            continue
        if len(pairs) == 1:
            cells[1].merge(cells[3])
        for position, (label, value) in enumerate(pairs):
            _cell(cells[position * 2], label, HEAD, CENTRE)
            _cell(cells[position * 2 + 1], value, BODY, LEFT)


def _cell(cell, text: str, font: str, align) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(24)
    run(paragraph, text, font, SMALL)


def _answer(document) -> None:
    line(document, "{{ 结果代码 }}", align=RIGHT, font=HEAD)
    line(document, "{{ 文号 }}", align=RIGHT)
    title(document, "{{ 函标题 }}")
    line(document, "{{ 企业名称 }}：")
    line(
        document,
        "你单位{{ 反映时间 }}反映的“{{ 标题 }}”（编号{{ 编号 }}）收悉。经研究办理，现答复如下：",
        indent=True,
    )
    line(document, "{{ 答复内容 }}", indent=True)
    line(document, "办理结果：{{ 办理结果 }}。{% if 下一步 %}{{ 下一步 }}。{% endif %}", indent=True)
    closing(
        document,
        "感谢你单位对我们工作的支持。请将对本次办理是否满意告知我们，电话见下；如对答复有不同意见，也请一并提出，我们将继续做好服务。",
    )
    signature(document, "{{ 发文单位 }}", "{{ 日期 }}", _WHOM)


def _supervision(document) -> None:
    line(document, "{{ 文号 }}", align=RIGHT)
    title(document, "民营企业诉求督办函")
    line(document, "{{ 主办单位 }}：")
    line(
        document,
        "{{ 交办日期 }}交由你单位主办的{{ 企业名称 }}“{{ 标题 }}”诉求（编号{{ 编号 }}），"
        "{% if 延期情况 %}{{ 延期情况 }}，{% else %}办理期限为{{ 办理期限 }}，{% endif %}"
        "{% if 超期工作日 != '0' %}已超期{{ 超期工作日 }}个工作日{% else %}即将到期{% endif %}，尚未答复企业。"
        "{% if 催办情况 %}{{ 催办情况 }}。{% endif %}",
        indent=True,
    )
    line(document, "现予督办：{{ 督办要求 }}。", indent=True)
    closing(document, "请于{{ 反馈期限 }}前，将办理情况、未能按期办结的原因和下一步安排书面反馈。")
    signature(document, "{{ 发文单位 }}", "{{ 日期 }}", _WHOM)
    _copies(document)


def _copies(document) -> None:
    """Add 抄送 between two thin lines at the foot of the last page, where anybody gets a copy."""
    line(document, "{%p if 抄送 %}")
    paragraph = line(document, "抄送：{{ 抄送 }}。", size=SMALL)
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.line_spacing = Pt(14), Pt(24)
    properties = paragraph._p.get_or_add_pPr()
    frame = f'<w:framePr {nsdecls("w")} w:w="8845" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin" '
    properties.insert(0, parse_xml(frame + 'w:xAlign="left" w:yAlign="bottom"/>'))
    edges = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="1" w:color="000000"/>' for edge in ("top", "bottom"))
    properties.insert(1, parse_xml(f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>"))
    line(document, "{%p endif %}")


if __name__ == "__main__":
    build()

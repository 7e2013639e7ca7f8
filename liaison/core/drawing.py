"""Drawing the shipped Word templates in official layout (GB/T 9704-2012); used when they are built, never at run time.

A4, margins 37/35/28/26 mm, 22 lines of 28 characters, 三号仿宋. Room for the red head and the seal is the office's own.
"""

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from lxml import etree

from .layout import DATED, SIGNED

BODY, TITLE, HEAD = "仿宋_GB2312", "方正小标宋简体", "黑体"
SIZE, SMALL, LARGE = Pt(16), Pt(14), Pt(22)  # 三号, 四号, 二号
LINE = Pt(28.95)
LEFT, RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
# What to take where an office's machine has not the font: the same strokes under the name other systems give them.
_OTHERWISE = {
    BODY: "FangSong;仿宋;STFangsong;Noto Serif CJK SC",
    "楷体_GB2312": "KaiTi;楷体;STKaiti;Noto Serif CJK SC",
    HEAD: "SimHei;Noto Sans CJK SC",
    TITLE: "FZXiaoBiaoSong-B05S;SimSun;Noto Serif CJK SC",
    "宋体": "SimSun;Noto Serif CJK SC",
}
_FONTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"


def paper() -> Document:
    """Return an empty page with the paragraph styles of a signature."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _font(document.styles["Normal"], BODY, SIZE)
    spacing = document.styles["Normal"].paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.widow_control = True
    for name in (SIGNED, DATED):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.paragraph_format.alignment, style.paragraph_format.right_indent = RIGHT, Pt(32)
    _page_numbers(document, section)
    _fallbacks(document)
    return document


def line(document, text: str = "", *, align=None, indent: bool = False, font: str = BODY, size=SIZE, style=None):
    """Add a paragraph; ``indent`` is the two characters of a paragraph of the text."""
    paragraph = document.add_paragraph(style=style)
    if align is not None:
        paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    run(paragraph, text, font, size)
    return paragraph


def title(document, text: str) -> None:
    paragraph = line(document, text, align=CENTRE, font=TITLE, size=LARGE)
    paragraph.paragraph_format.line_spacing = Pt(36)
    paragraph.paragraph_format.keep_with_next = True
    line(document).paragraph_format.keep_with_next = True


def closing(document, text: str) -> None:
    """Add the last paragraph of the text: it goes along with the signature, which never stands alone on a page."""
    line(document, text, indent=True).paragraph_format.keep_with_next = True


def signature(document, office: str, day: str, note: str = "") -> None:
    """Add one empty line, the office, the day and the 附注, all kept on the page of the text's last lines."""
    paragraphs = [line(document), line(document, office, style=SIGNED), line(document, day, style=DATED)]
    if note:
        paragraphs.append(line(document, note, indent=True))
    for paragraph in paragraphs[:-1]:
        paragraph.paragraph_format.keep_with_next = True


def run(paragraph, text: str, font: str = BODY, size=SIZE):
    added = paragraph.add_run(text)
    _font(added, font, size)
    return added


def _font(target, name: str, size) -> None:
    target.font.name, target.font.size = name, size
    properties = target.element.get_or_add_rPr() if hasattr(target.element, "get_or_add_rPr") else target.element.rPr
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _page_numbers(document, section) -> None:
    """— 1 — in 四号宋体: odd pages at the right, even pages at the left, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        indents = paragraph.paragraph_format
        indents.left_indent, indents.right_indent = (Pt(14), None) if align == LEFT else (None, Pt(14))
        run(paragraph, "— ", "宋体", SMALL)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        number = run(paragraph, "1", "宋体", SMALL)
        field.append(number._r)
        paragraph._p.append(field)
        run(paragraph, " —", "宋体", SMALL)


def _fallbacks(document) -> None:
    """Name other fonts for each of ours in the font table."""
    part = next(part for part in document.part.package.iter_parts() if part.content_type == _FONTS)
    table = parse_xml(part.blob)
    for name, others in _OTHERWISE.items():
        table.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
            )
        )
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)

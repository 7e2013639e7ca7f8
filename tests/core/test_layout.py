"""Long titles are broken between words and stay whole; the office and the day stand where they belong."""

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm

from liaison.core.layout import DATED, LONGEST, SIGNED, broken, place_signature


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于甲公司诉求办理情况的答复函", ["关于甲公司诉求办理情况的答复函"]),
        (
            "关于长春市禾龙装备制造有限公司诉求办理情况的答复函",
            ["关于长春市禾龙装备制造", "有限公司诉求办理情况的答复函"],
        ),
        ("全市民营企业家座谈会暨银企对接现场办公会纪要", ["全市民营企业家座谈会暨", "银企对接现场办公会纪要"]),
    ],
)
def test_a_title_is_broken_between_words(title, lines):
    assert broken(title).split("\n") == lines


@pytest.mark.parametrize("title", ["某" * 130, "A" * 60, "关于（" + "某" * 30 + "）的函", "，" * 50])
def test_no_character_of_a_title_is_lost(title):
    lines = broken(title).split("\n")
    assert "".join(lines) == title
    assert all(len(line) <= LONGEST for line in lines) or len(lines) == 1


@pytest.mark.parametrize("office", ["省民营办", "全省促进中小企业（民营经济）发展工作领导小组办公室"])
def test_the_day_begins_two_characters_after_the_office(office):
    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.left_margin, section.right_margin = Mm(210), Mm(28), Mm(26)
    for name, text in ((SIGNED, office), (DATED, "2026年6月24日")):
        paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        paper.add_paragraph(text, style=name)
    place_signature(paper)
    starts = [paragraph.paragraph_format.left_indent.pt for paragraph in paper.paragraphs]
    assert starts[1] - starts[0] == pytest.approx(32, abs=0.1)
    assert starts[0] + 16 * len(office) <= 442.3 - 32

"""Word templates that offices may edit: what they reach, and what is refused."""

import datetime as dt
import io

import pytest
from docx import Document

from liaison.core.documents import RandomPath, fill, paragraphs, spoken
from liaison.core.errors import Refused


def template(text: str) -> bytes:
    document, file = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def words(content: bytes) -> list[str]:
    return [each.text for each in Document(io.BytesIO(content)).paragraphs]


def test_placeholders_are_filled_as_text():
    filled = fill(template("{{ 名称 }}：{{ 内容 }}"), {"名称": "A&B <公司>", "内容": "好"}, called="公文模板")
    assert words(filled) == ["A&B <公司>：好"]


def test_each_line_becomes_a_paragraph():
    filled = fill(template("{{ 内容 }}"), {"内容": paragraphs(" 一 \n\n 二\n")}, called="公文模板")
    assert words(filled) == ["一", "二"]


@pytest.mark.parametrize(
    "content",
    [template("{{ 不存在 }}"), template("{{ 名称"), template("{{ 名称.__class__.__mro__ }}"), b"", b"PK\x03\x04", b"x"],
)
def test_what_cannot_be_filled_is_refused_and_says_where_to_mend_it(content):
    with pytest.raises(Refused, match="在“公文模板”中"):
        fill(content, {"名称": "示例"}, called="公文模板")


def test_days_are_written_out():
    assert (spoken(dt.date(2026, 6, 4)), spoken(None)) == ("2026年6月4日", "")


def test_uploads_get_names_that_say_nothing():
    path = RandomPath("cases")
    first, second = path(None, "本办模板.DOCX"), path(None, "本办模板.DOCX")
    assert first != second and first.startswith("cases/") and first.endswith(".docx") and "本办" not in first

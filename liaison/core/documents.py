"""Word papers filled from templates: a shipped one, or one that an office edited in Word and uploaded.

Placeholders are Chinese words in double braces. Templates come from offices, so they run in a sandbox where
nothing but the given words can be reached and an unknown word is refused by name.
"""

import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.deconstruct import deconstructible

from .errors import Refused
from .layout import place_signature
from .models import Row
from .scope import PublicQuerySet

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def fill(template: bytes, context: dict[str, Any], *, called: str) -> bytes:
    """Return the .docx ``template`` filled with ``context`` (placeholder → text, or rows to loop over).

    Raises :class:`Refused`, saying what is wrong and that it is to be mended under ``called`` (公文模板).
    """
    # Here and not above: Word and XML take 8 MiB, and most processes never write a paper.
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    filled = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(context, environment, autoescape=True)
        place_signature(document.docx)
        document.save(filled)
    except TemplateError as error:
        raise Refused(f"{called}里的占位词有误：{error.message}。请在“{called}”中修改后重试。") from error
    except Exception as error:  # whatever zip, XML and Word libraries raise over a file that is none of theirs
        raise Refused(f"{called}不是可用的 Word 文件（.docx），请在“{called}”中重新上传。") from error
    return filled.getvalue()


def sentence(text: str) -> str:
    """Return ``text`` without the stop at its end, for a place that brings its own: no 。。 in a paper."""
    return text.strip().rstrip("。．.；;，,、 \n")


def paragraphs(text: str) -> str:
    """Return ``text`` with its line breaks as Word paragraphs (docxtpl's ``\\a``), so that each is indented."""
    return "\a".join(line.strip() for line in text.splitlines() if line.strip())


def spoken(day: dt.date | None) -> str:
    """Return ``day`` as official papers write it, 2026年6月24日; nothing for no day."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@deconstructible
class RandomPath:
    """``upload_to``: a name in ``folder`` that says nothing and cannot be guessed; the extension alone is kept."""

    def __init__(self, folder: str):
        self.folder = folder

    def __eq__(self, other) -> bool:
        return isinstance(other, RandomPath) and self.folder == other.folder

    def __hash__(self) -> int:
        return hash(self.folder)

    def __call__(self, instance: models.Model, filename: str) -> str:
        return f"{self.folder}/{uuid.uuid4().hex}{Path(filename).suffix.lower()}"


class PaperTemplate(Row):
    """An office's own template; without a row the shipped one is used. Subclasses add ``file``."""

    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        abstract = True


def template_file(folder: str) -> models.FileField:
    """Return the field that keeps an uploaded template."""
    return models.FileField(
        "模板文件",
        upload_to=RandomPath(folder),
        validators=[FileExtensionValidator(["docx"], message="请上传 .docx 文件（Word 2007 以后的格式）。")],
        help_text="下载现用模板，在 Word 中修改后上传；双大括号里的占位词请保留。",
    )


def template_bytes(own: PaperTemplate | None, shipped: Path) -> bytes:
    """Return the office's ``own`` template, or the ``shipped`` one where it has none."""
    if own is None or not own.file:
        return shipped.read_bytes()
    with own.file.open("rb") as file:
        return file.read()

import uuid
from pathlib import Path

from django.core.validators import FileExtensionValidator
from django.db import models

from liaison.core.scope import PublicQuerySet


def random_path(instance, filename: str) -> str:
    """Return a name that says nothing and cannot be guessed; the extension alone is kept."""
    return f"visits/{uuid.uuid4().hex}{Path(filename).suffix.lower()}"


class MinutesTemplate(models.Model):
    """An office's own layout of the minutes; without a row the shipped template is used."""

    file = models.FileField(
        "模板文件",
        upload_to=random_path,
        validators=[FileExtensionValidator(["docx"], message="请上传 .docx 文件（Word 2007 以后的格式）。")],
        help_text="下载现用模板，在 Word 中修改后上传；双大括号里的占位词请保留。",
    )
    note = models.CharField("说明", max_length=80, blank=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "纪要模板"
        verbose_name_plural = "纪要模板"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.note or "纪要模板"

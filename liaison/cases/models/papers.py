"""What is filed with a case: comments, files, official letters."""

import re

from django.db import models
from django.db.models import Value
from django.db.models.functions import Replace

from liaison.core.documents import PaperTemplate, RandomPath, template_file
from liaison.core.models import Row
from liaison.core.search import matching, union
from liaison.directory.models import Unit, User

from ..choices import DocumentKind
from .case import Case
from .progress import OfCaseQuerySet


class CaseComment(Row):
    """An internal note beside the timeline; never shown to the enterprise."""

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="comments")
    text = models.TextField("批注")
    by = models.ForeignKey(User, verbose_name="批注人", on_delete=models.PROTECT, related_name="case_comments")
    at = models.DateTimeField("时间")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "批注"
        verbose_name_plural = "批注"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:40]


class Attachment(Row):
    """A file kept outside the web root under a random name, handed out within scope only."""

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField("文件", upload_to=RandomPath("cases"))
    name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("大小（字节）")
    by = models.ForeignKey(User, verbose_name="上传人", on_delete=models.PROTECT, related_name="case_attachments")
    at = models.DateTimeField("时间")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.name


class DocumentQuerySet(OfCaseQuerySet):
    def matching(self, text: str):
        """Return letters in which every word of ``text`` is found: their kind, or what finds their case."""
        return matching(self, text, _letters_of)


def _letters_of(word: str) -> list[models.QuerySet]:
    """Return where ``word`` may stand for a letter: its number (brackets or not), its kind, or its case."""
    rows = CaseDocument.objects.all()
    kinds = [value for value, label in DocumentKind.choices if label in word]
    rest = word
    for label in DocumentKind.labels:
        rest = rest.replace(label, "")
    if not kinds:
        numbered = rows.alias(plain=Replace(Replace("doc_no", Value("〔")), Value("〕")))
        numbered = numbered.filter(plain__icontains=re.sub(r"[()]", "", word))
        return [rows.filter(case__in=union(Case.objects.places_of(word))).values("pk"), numbered.values("pk")]
    rows = rows.filter(kind__in=kinds)
    return [(rows.filter(case__in=union(Case.objects.places_of(rest))) if rest else rows).values("pk")]


class CaseDocument(Row):
    """An official letter as it was issued, under the number of the office that wrote it: 吉民办交〔2026〕12号.

    ``mark`` is the office's 代字 with that of the kind; ``doc_no`` is how the number stands on the paper.
    """

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField("文种", max_length=12, choices=DocumentKind)
    serial = models.PositiveSmallIntegerField("份次")
    office = models.ForeignKey(
        Unit, verbose_name="发文单位", null=True, on_delete=models.PROTECT, related_name="case_documents"
    )
    mark = models.CharField("机关代字", max_length=60, blank=True)
    year = models.PositiveSmallIntegerField("年份", null=True)
    number = models.PositiveIntegerField("序号", null=True)
    doc_no = models.CharField("发文字号", max_length=80, blank=True)
    file = models.FileField("文件", upload_to=RandomPath("cases"))
    by = models.ForeignKey(User, verbose_name="制发人", on_delete=models.PROTECT, related_name="case_documents")
    at = models.DateTimeField("时间")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "公文"
        verbose_name_plural = "公文"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(name="document_serial_once", fields=["case", "kind", "serial"]),
            # Letters from before there were numbers of letters have none of the three.
            models.UniqueConstraint(name="document_number_once", fields=["mark", "year", "number"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the file name people get: 答复函-JL-2026-000123-1.docx."""
        return f"{self.get_kind_display()}-{self.case.number}-{self.serial}.docx"


class LetterTemplate(PaperTemplate):
    """An office's own wording of one kind of letter."""

    kind = models.CharField("文种", max_length=12, choices=DocumentKind, unique=True)
    file = template_file("cases")

    class Meta:
        verbose_name = "公文模板"
        verbose_name_plural = "公文模板"
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.get_kind_display()

"""What came in, from which file, and what each row of it became."""

from django.db import models
from django.db.models import Q

from liaison.core.models import TimeStamped
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import User


class Kind(models.TextChoices):
    """The four ledgers offices keep; the values are the command line's KIND."""

    LEADERS = "leaders", "领导联系分工表"
    ENTERPRISES = "enterprises", "联系企业台账"
    VISITS = "visits", "走访记录"
    CASES = "cases", "诉求台账"


class BatchState(models.TextChoices):
    PREVIEWED = "previewed", "待确认"
    COMMITTING = "committing", "正在写入"
    COMMITTED = "committed", "已导入"
    REFUSED = "refused", "已退回"
    UNDONE = "undone", "已撤销"


class Outcome(models.TextChoices):
    """What became, or would become, of one row of the sheet."""

    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    UNCHANGED = "unchanged", "无变化"
    SKIPPED = "skipped", "跳过"
    ERROR = "error", "错误"


class ImportBatchQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        return Q(created_by=user)


class ImportBatch(TimeStamped):
    """One file on its way in. The file itself is kept, outside the web root."""

    kind = models.CharField("台账", max_length=12, choices=Kind)
    file = models.FileField("文件", upload_to="imports/%Y/%m/")
    file_name = models.CharField("文件名", max_length=200)
    sheet = models.CharField("工作表", max_length=80, blank=True)
    header_row = models.PositiveIntegerField("表头行", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=BatchState, default=BatchState.PREVIEWED)
    message = models.TextField("说明", blank=True)
    counts = models.JSONField("统计", default=dict, blank=True)
    created_by = models.ForeignKey(
        User, verbose_name="导入人", null=True, on_delete=models.PROTECT, related_name="import_batches"
    )
    committed_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"


class ImportRow(models.Model):
    """One row of the sheet: what stood there, what was read, what was said about it, what it became."""

    batch = models.ForeignKey(ImportBatch, verbose_name="批次", on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行号")
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    label = models.CharField("名称", max_length=200, blank=True)
    raw = models.JSONField("原始内容", default=dict)
    changes = models.JSONField("变更内容", default=dict)
    notes = models.JSONField("提示", default=list)
    target_id = models.BigIntegerField("对应记录", null=True)

    class Meta:
        verbose_name = "导入行"
        verbose_name_plural = "导入行"
        ordering = ["batch", "number", "id"]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="importrow_outcome")]

    def __str__(self) -> str:
        return f"第 {self.number} 行"

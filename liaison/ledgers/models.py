"""What came in, from which file, and what each row of it became; and the large ledgers that go out."""

import datetime as dt

from django.db import connection, models
from django.db.models import Q

from liaison.core.documents import RandomPath
from liaison.core.models import Row, TimeStamped
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import Level, User


class Kind(models.TextChoices):
    """The four ledgers offices keep; the values are the command line's KIND."""

    LEADERS = "leaders", "领导联系分工表"
    ENTERPRISES = "enterprises", "联系企业台账"
    VISITS = "visits", "走访记录"
    CASES = "cases", "诉求台账"


class BatchState(models.TextChoices):
    READING = "reading", "正在读取"
    UNREAD = "unread", "待对应栏目"
    PREVIEWED = "previewed", "待确认"
    COMMITTING = "committing", "正在写入"
    COMMITTED = "committed", "已导入"
    REFUSED = "refused", "已退回"
    UNDONE = "undone", "已撤销"


class Outcome(models.TextChoices):
    """What became, or would become, of one row of the sheet. Each row has exactly one."""

    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    UNCHANGED = "unchanged", "无变化"
    SKIPPED = "skipped", "跳过"
    ERROR = "error", "错误"


class _OfImporter(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return one's own imports and those of people inside the region one looks after.

        What came in by the command line belongs to nobody; who looks after the whole province sees it.
        """
        visible = Q(created_by=user)
        if user.oversees_region:
            if user.region.level == Level.PROVINCE:
                visible |= Q(created_by=None)
            visible |= Q(created_by__region__lineage__startswith=user.region.lineage)
        return visible


class ImportBatchQuerySet(_OfImporter):
    def stalled(self, state: BatchState, before: dt.datetime):
        """Return, locked, the batches in ``state`` whose worker has given no sign of life since ``before``.

        A worker that writes holds its batch's row locked, so PostgreSQL skips it here and SQLite (one writer at a
        time) makes this wait. Call it inside a transaction.
        """
        unheard = self.filter(state=state).filter(Q(claimed_at=None) | Q(claimed_at__lt=before)).order_by("pk")
        return unheard.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)


class ImportGroupQuerySet(_OfImporter):
    def stalled(self, before: dt.datetime):
        """Return, locked, the groups whose writer has given no sign of life since ``before``; as for batches."""
        unheard = self.filter(state=BatchState.COMMITTING, claimed_at__lt=before).order_by("pk")
        return unheard.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)


class ImportGroup(TimeStamped):
    """Several sheets that come in together: the files of a folder, the sheets of one workbook.

    Each sheet is a batch (``parts``) with its own preview. They are confirmed together, written in one transaction in
    the order of their ``position``, and taken back together. ``state`` is PREVIEWED, COMMITTING, COMMITTED or UNDONE.
    ``passed_over`` names files that are no spreadsheets; nobody expects them to be read.
    """

    kind = models.CharField("台账", max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=255)
    state = models.CharField("状态", max_length=12, choices=BatchState, default=BatchState.PREVIEWED)
    message = models.TextField("说明", blank=True)
    passed_over = models.JSONField("没有读取的文件", default=list, blank=True)
    partial = models.BooleanField("只导入没有错误的行", default=False)
    claimed_at = models.DateTimeField("处理时间", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        User, verbose_name="导入人", null=True, on_delete=models.PROTECT, related_name="import_groups"
    )
    committed_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = ImportGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "成组导入"
        verbose_name_plural = "成组导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class ImportBatch(TimeStamped):
    """One file on its way in. The file itself is kept, outside the web root.

    ``headings`` are the sheet's columns in order, so that a row's ``raw`` is a plain list.
    ``claimed_at`` is the heartbeat of the worker that reads or commits; ``done_rows`` the progress of a commit.
    ``attempts`` counts the workers that have begun to read it since it was last put in their queue.
    """

    kind = models.CharField("台账", max_length=12, choices=Kind)
    group = models.ForeignKey(
        ImportGroup, verbose_name="成组导入", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    position = models.PositiveIntegerField("次序", default=0, editable=False)
    file = models.FileField("文件", upload_to="imports/%Y/%m/")
    file_name = models.CharField("文件名", max_length=255)
    source = models.CharField("来源", max_length=64, blank=True, editable=False, db_index=True)
    digest = models.CharField("文件指纹", max_length=64, blank=True, editable=False, db_index=True)
    sheet = models.CharField("工作表", max_length=255, blank=True)
    header_row = models.PositiveIntegerField("表头行", null=True, blank=True)
    headings = models.JSONField("栏目", default=list, blank=True)
    mapping = models.JSONField("栏目对应", default=dict, blank=True)
    options = models.JSONField("选项", default=dict, blank=True)
    state = models.CharField("状态", max_length=12, choices=BatchState, default=BatchState.PREVIEWED)
    message = models.TextField("说明", blank=True)
    counts = models.JSONField("统计", default=dict, blank=True)
    remarks = models.JSONField("全表提示", default=list, blank=True)
    fingerprint = models.CharField("预览指纹", max_length=64, blank=True, editable=False)
    done_rows = models.PositiveIntegerField("已处理行数", default=0)
    claimed_at = models.DateTimeField("处理时间", null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField("读取次数", default=0, editable=False)
    created_by = models.ForeignKey(
        User, verbose_name="导入人", null=True, on_delete=models.PROTECT, related_name="import_batches"
    )
    committed_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering = ["-id"]

    @property
    def left_out(self) -> int:
        """Return how many rows a commit leaves out: those in error, and those nobody has settled."""
        return self.counts.get("error", 0) + self.counts.get("skipped", 0)

    @property
    def place(self) -> str:
        """Say which file and sheet this is, among others of its group."""
        return f"{self.file_name}“{self.sheet}”" if self.sheet else self.file_name

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"


class ImportRow(Row):
    """One row of the sheet: what stood there, what was said about it, what it became."""

    batch = models.ForeignKey(
        ImportBatch, verbose_name="批次", on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField("行号")
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    label = models.CharField("名称", max_length=200, blank=True)
    raw = models.JSONField("原始内容", default=list)
    changes = models.JSONField("变更内容", default=dict)
    notes = models.JSONField("提示", default=list)
    warnings = models.PositiveSmallIntegerField("提醒数", default=0)
    questions = models.PositiveSmallIntegerField("待确认数", default=0)
    errors = models.PositiveSmallIntegerField("错误数", default=0)
    target_id = models.BigIntegerField("对应记录", null=True)

    class Meta:
        verbose_name = "导入行"
        verbose_name_plural = "导入行"
        ordering = ["batch", "number", "id"]
        indexes = [
            models.Index(fields=["batch", "outcome", "number"], name="importrow_outcome"),
            models.Index(fields=["batch", "number"], name="importrow_number"),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 行"


class Operation(models.TextChoices):
    CREATED = "+", "新增"
    CHANGED = "~", "变更"
    DELETED = "-", "删除"


class ImportEffect(Row):
    """One record that a row of a batch wrote: the way back from the record, and what undo needs.

    ``version`` is the record's version after the write (NULL where the model has none); ``before``
    holds the former values of the columns written, or of the whole record when it was deleted.
    """

    batch = models.ForeignKey(
        ImportBatch, verbose_name="批次", on_delete=models.CASCADE, related_name="effects", db_index=False
    )
    number = models.PositiveIntegerField("行号")
    model = models.CharField("记录类型", max_length=40)
    object_id = models.BigIntegerField("记录编号")
    operation = models.CharField("操作", max_length=1, choices=Operation)
    version = models.PositiveIntegerField("写入后版本", null=True)
    before = models.JSONField("原值", null=True)

    class Meta:
        verbose_name = "导入写入"
        verbose_name_plural = "导入写入"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["batch", "number"], name="importeffect_row"),
            models.Index(fields=["model", "object_id"], name="importeffect_record"),
        ]

    def __str__(self) -> str:
        return f"{self.get_operation_display()} {self.model} {self.object_id}"


class Answer(Row):
    """What a person answered to one question of a preview: a candidate, 「保留原文」 or 「跳过」."""

    class Choice(models.TextChoices):
        PICK = "pick", "选定"
        KEEP = "keep", "保留原文"
        SKIP = "skip", "跳过此行"

    batch = models.ForeignKey(ImportBatch, verbose_name="批次", on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField("行号")
    field = models.CharField("栏目", max_length=500)
    value = models.TextField("原文", blank=True)
    choice = models.CharField("答复", max_length=4, choices=Choice)
    candidate = models.TextField("选定的内容", blank=True)
    answered_by = models.ForeignKey(User, verbose_name="答复人", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"
        ordering = ["number", "id"]
        constraints = [models.UniqueConstraint(name="answer_once", fields=["batch", "number", "field", "value"])]

    def __str__(self) -> str:
        return f"第 {self.number} 行 {self.value}：{self.get_choice_display()}"


class HeadingMemory(Row):
    """Which column means what, corrected by hand once and remembered for that set of headings."""

    kind = models.CharField("台账", max_length=12, choices=Kind)
    signature = models.CharField("栏目指纹", max_length=64)
    mapping = models.JSONField("栏目对应", default=dict)
    remembered_by = models.ForeignKey(
        User, verbose_name="设置人", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "栏目对应记忆"
        verbose_name_plural = "栏目对应记忆"
        ordering = ["kind", "id"]
        constraints = [models.UniqueConstraint(name="heading_memory_once", fields=["kind", "signature"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.signature[:8]}"


class ExportState(models.TextChoices):
    QUEUED = "queued", "排队"
    RUNNING = "running", "正在生成"
    DONE = "done", "已生成"
    FAILED = "failed", "失败"


class LedgerExportQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        return Q(created_by=user)

    def visible_to(self, user):
        """Return one's own files, a system administrator's too: each holds what its owner may see, and no one else."""
        return super().visible_to(user).filter(created_by=user.pk)

    def unfinished(self):
        return self.filter(state__in=[ExportState.QUEUED, ExportState.RUNNING])

    def stalled(self, before):
        """Return exports of which nothing has been heard since ``before``: lost by the broker, or by their worker."""
        return self.unfinished().filter(claimed_at__lt=before)

    def finished_before(self, moment):
        return self.filter(finished_at__lt=moment)


class LedgerExport(TimeStamped):
    """One ledger too large to wait for: who wants which records, how far it is, and the file once it is whole.

    ``chosen`` are the keys of the records as they were ticked or filtered; at most one unfinished export a person
    holds the same ones (``fingerprint``). ``claimed_at`` is the heartbeat of the worker, and before that the moment
    of asking. ``file`` is named when a worker claims the row: the name is the worker's right to write it, and nothing
    is offered under it before ``state`` says DONE. ``done`` counts records, ``rows`` the lines of the finished sheet.
    """

    kind = models.CharField("台账", max_length=12, choices=Kind)
    chosen = models.JSONField("所选记录", default=list, editable=False)
    fingerprint = models.CharField("所选记录指纹", max_length=64, editable=False)
    wanted = models.PositiveIntegerField("所选记录数", default=0)
    done = models.PositiveIntegerField("已导出记录数", default=0)
    rows = models.PositiveIntegerField("台账行数", default=0)
    state = models.CharField("状态", max_length=12, choices=ExportState, default=ExportState.QUEUED)
    message = models.TextField("说明", blank=True)
    file = models.FileField("文件", upload_to=RandomPath("exports"), blank=True)
    size = models.PositiveBigIntegerField("文件大小", default=0)
    attempts = models.PositiveSmallIntegerField("生成次数", default=0, editable=False)
    created_by = models.ForeignKey(User, verbose_name="导出人", on_delete=models.PROTECT, related_name="ledger_exports")
    claimed_at = models.DateTimeField("处理时间", editable=False)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = LedgerExportQuerySet.as_manager()

    class Meta:
        verbose_name = "导出文件"
        verbose_name_plural = "导出文件"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="export_unfinished_once",
                fields=["created_by", "kind", "fingerprint"],
                condition=Q(state__in=["queued", "running"]),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        """The name under which the file is downloaded."""
        return f"{self.get_kind_display()}.xlsx"

from django.contrib import admin
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from liaison.core.admin import LiaisonModelAdmin, ReadOnlyMixin
from liaison.core.once import takes_long
from liaison.core.params import number

from . import admin_export, admin_import
from .models import BatchState, ExportState, ImportBatch, LedgerExport


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyMixin, LiaisonModelAdmin):
    """List of batches; adding one is the import flow, opening one is its page."""

    list_display = ["file_name", "kind", "coloured_state", "outcome", "together", "created_by", "created_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["created_by", "group"]
    search_fields = ["file_name"]

    def get_urls(self):
        return admin_import.urls(self) + super().get_urls()

    def has_add_permission(self, request):
        return request.user.has_perm("ledgers.add_importbatch")

    @takes_long
    def add_view(self, request, form_url="", extra_context=None):
        return admin_import.upload_view(self, request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if number(object_id) is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect(reverse("admin:ledgers_batch", args=[object_id]))

    @display(
        description="状态",
        ordering="state",
        label={
            BatchState.READING: "info",
            BatchState.PREVIEWED: "warning",
            BatchState.COMMITTING: "info",
            BatchState.COMMITTED: "success",
            BatchState.REFUSED: "danger",
        },
    )
    def coloured_state(self, batch):
        return batch.state, batch.get_state_display()

    @display(description="一起导入", empty_value="—")
    def together(self, batch):
        if batch.group is None:
            return None
        return format_html(
            '<a class="li-link" href="{}">{}</a>',
            reverse("admin:ledgers_group", args=[batch.group_id]),
            batch.group.name,
        )

    @display(description="结果")
    def outcome(self, batch):
        counts = batch.counts
        words = [("new", "新增"), ("changed", "变更"), ("unchanged", "无变化"), ("skipped", "跳过"), ("error", "错误")]
        return "，".join(f"{word} {counts[key]}" for key, word in words if counts.get(key)) or "—"


@admin.register(LedgerExport)
class LedgerExportAdmin(ReadOnlyMixin, LiaisonModelAdmin):
    """One's own exported files, to be found again; each opens its page."""

    list_display = ["file_name", "coloured_state", "wanted", "created_at", "kept_until", "download"]
    list_filter = ["kind", "state"]

    def get_urls(self):
        return admin_export.ExportPages(self).urls() + super().get_urls()

    def get_queryset(self, request):
        return super().get_queryset(request).defer("chosen")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if number(object_id) is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect(reverse("admin:ledgers_export", args=[object_id]))

    @display(description="文件", ordering="kind")
    def file_name(self, job):
        return job.file_name

    @display(
        description="状态",
        ordering="state",
        label={
            ExportState.QUEUED: "warning",
            ExportState.RUNNING: "info",
            ExportState.DONE: "success",
            ExportState.FAILED: "danger",
        },
    )
    def coloured_state(self, job):
        return job.state, job.get_state_display()

    @display(description="保留到")
    def kept_until(self, job):
        return admin_export.kept_until(job)

    @display(description="下载")
    def download(self, job):
        if job.state != ExportState.DONE:
            return None
        url = reverse("admin:ledgers_export_file", args=[job.pk])
        return format_html('<a class="li-link" href="{}">下载（{}）</a>', url, filesizeformat(job.size))

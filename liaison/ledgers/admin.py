from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import display

from liaison.core.admin import LiaisonModelAdmin, ReadOnlyMixin

from . import admin_import, attached
from .models import BatchState, ImportBatch


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyMixin, LiaisonModelAdmin):
    """List of batches; adding one is the import flow, opening one is its page."""

    list_display = ["file_name", "kind", "coloured_state", "outcome", "created_by", "created_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["created_by"]
    search_fields = ["file_name"]

    def get_urls(self):
        return admin_import.urls(self) + super().get_urls()

    def has_add_permission(self, request):
        return request.user.has_perm("ledgers.add_importbatch")

    def add_view(self, request, form_url="", extra_context=None):
        return admin_import.upload_view(self, request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not object_id.isdigit():
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect(reverse("admin:ledgers_batch", args=[object_id]))

    @display(
        description="状态",
        ordering="state",
        label={
            BatchState.PREVIEWED: "warning",
            BatchState.COMMITTING: "info",
            BatchState.COMMITTED: "success",
            BatchState.REFUSED: "danger",
        },
    )
    def coloured_state(self, batch):
        return batch.state, batch.get_state_display()

    @display(description="结果")
    def outcome(self, batch):
        counts = batch.counts
        words = [("new", "新增"), ("changed", "变更"), ("unchanged", "无变化"), ("skipped", "跳过"), ("error", "错误")]
        return "，".join(f"{word} {counts[key]}" for key, word in words if counts.get(key)) or "—"


attached.attach(admin.site)

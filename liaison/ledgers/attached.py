"""What this room adds to the pages of rooms below: export of what is filtered, and the way back to the sheet row."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action

from liaison.assignments.models import Assignment
from liaison.ledgers.models import BatchState, ImportBatch, ImportEffect

from .admin_export import EXPORTED, export_as_ledger

IMPORTED = (*EXPORTED, Assignment)


def attach(site: admin.AdminSite) -> None:
    """Give the registered pages of the lower rooms their export action and their link to the import."""
    for model in EXPORTED:
        model_admin = site.get_model_admin(model)
        model_admin.actions = [*(model_admin.actions or ()), export_as_ledger]
    for model in IMPORTED:
        model_admin = site.get_model_admin(model)
        type(model_admin).import_origin = import_origin
        model_admin.actions_detail = [*(model_admin.actions_detail or ()), "import_origin"]


@action(description="导入来源", url_path="import-origin", icon="upload_file")
def import_origin(self, request, object_id):
    """Lead from a record to the row of the sheet it came from."""
    record = self.get_object(request, str(object_id))
    batches = ImportBatch.objects.visible_to(request.user).filter(state=BatchState.COMMITTED)
    effect = (
        ImportEffect.objects.filter(model=record._meta.label_lower, object_id=record.pk, batch__in=batches)
        .order_by("-pk")
        .first()
    )
    if effect is None:
        messages.info(request, "这条记录不是由台账导入的，或导入批次不在您的查看范围内。")
        return redirect(reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]))
    return redirect(reverse("admin:ledgers_batch", args=[effect.batch_id]) + f"?row={effect.number}")

"""The way back from a record to the row of the sheet it came from, on the pages of the rooms below."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action

from liaison.ledgers.models import BatchState, ImportBatch, ImportEffect


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

"""Records that came with an import which was taken back."""

from django.urls import reverse
from django.utils.timezone import localdate

from liaison.core import moved
from liaison.core.dated import latest_first

from .admin_import.access import VIEW
from .models import BatchState, ImportBatch, ImportEffect, Operation


def went_with_its_import(model, pk: int, user) -> moved.Whereabouts | None:
    """Tell those who may see the batch that it was taken back, and when; a record that is there is another matter."""
    effects = ImportEffect.objects.filter(model=model._meta.label_lower, object_id=pk, operation=Operation.CREATED)
    batches = ImportBatch.objects.visible_to(user).filter(state=BatchState.UNDONE, pk__in=effects.values("batch"))
    batch = batches.order_by(latest_first("undone_at")).first()
    if batch is None or not user.has_perm(VIEW) or model._base_manager.filter(pk=pk).exists():
        return None
    day = f"已于 {localdate(batch.undone_at):%Y-%m-%d} " if batch.undone_at else "已"
    said = f"这条{model._meta.verbose_name}随导入批次“{batch}”登记，该批次{day}撤销，记录也随之撤销。"
    return moved.Whereabouts(said, reverse("admin:ledgers_importbatch_change", args=[batch.pk]), "查看导入批次")

"""Who may do what in the import flow; a batch out of sight does not exist."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from liaison.ledgers.models import ImportBatch

VIEW = "ledgers.view_importbatch"
IMPORT = "ledgers.add_importbatch"


def require(request, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def batch_or_404(request, batch_id: int, permission: str = VIEW) -> ImportBatch:
    """Return a batch that the person may see and holds ``permission`` for."""
    require(request, permission)
    batch = (
        ImportBatch.objects.visible_to(request.user).select_related("created_by", "group").filter(pk=batch_id).first()
    )
    if batch is None:
        raise Http404("导入批次不存在，或不在您的查看范围内。")
    return batch


def page_context(model_admin, request, title: str, **context) -> dict:
    return {**model_admin.admin_site.each_context(request), "title": title, "opts": model_admin.opts, **context}

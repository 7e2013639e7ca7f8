"""台账导入 in the admin: upload → preview people can work in → confirm → result. One module a step."""

from functools import wraps

from django.urls import path

from .acting import answer_view, commit_view, progress_view, undo_view
from .downloads import error_book_view, file_view, template_view
from .group import group_commit_view, group_progress_view, group_undo_view, group_view, let_go_view
from .mapping import mapping_view
from .page import batch_view
from .upload import upload_view

__all__ = ["batch_view", "upload_view", "urls"]


def urls(model_admin) -> list:
    """Return the routes of the flow, each behind the admin's login and the batch's scope."""

    def route(pattern: str, view, name: str):
        return path(pattern, model_admin.admin_site.admin_view(_bind(view, model_admin)), name=f"ledgers_{name}")

    return [
        route("upload/", upload_view, "upload"),
        route("template/<str:kind>/", template_view, "template"),
        route("<int:batch_id>/page/", batch_view, "batch"),
        route("<int:batch_id>/commit/", commit_view, "commit"),
        route("<int:batch_id>/progress/", progress_view, "progress"),
        route("<int:batch_id>/answer/", answer_view, "answer"),
        route("<int:batch_id>/mapping/", mapping_view, "mapping"),
        route("<int:batch_id>/undo/", undo_view, "undo"),
        route("<int:batch_id>/file/", file_view, "file"),
        route("<int:batch_id>/alone/", let_go_view, "let_go"),
        route("group/<int:group_id>/page/", group_view, "group"),
        route("group/<int:group_id>/commit/", group_commit_view, "group_commit"),
        route("group/<int:group_id>/progress/", group_progress_view, "group_progress"),
        route("group/<int:group_id>/undo/", group_undo_view, "group_undo"),
        route("<int:batch_id>/errors/", error_book_view, "errors"),
    ]


def _bind(view, model_admin):
    @wraps(view)
    def bound(request, *args, **kwargs):
        return view(model_admin, request, *args, **kwargs)

    return bound

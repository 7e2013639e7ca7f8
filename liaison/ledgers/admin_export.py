"""导出 in the admin: a small ledger at once, a large one in the background with a page to come back to."""

import datetime as dt
import tempfile
from functools import partial

from django.contrib import admin, messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from liaison.core import clock
from liaison.directory.models import User
from liaison.ledgers import progress, tasks
from liaison.ledgers.exporting import export, jobs
from liaison.ledgers.exporting.rows import RECORDS
from liaison.ledgers.limits import direct_rows, export_kept_for
from liaison.ledgers.models import ExportState, Kind, LedgerExport

EXPORTED = {model: kind for kind, model in RECORDS.items()}


@admin.action(description="导出为台账（Excel）")
def export_as_ledger(model_admin, request, queryset) -> HttpResponse:
    """Send the ticked records, or all that are filtered, as the ledger offices know; many of them by the worker."""
    kind = EXPORTED[model_admin.model]
    ids = list(queryset.order_by().values_list("pk", flat=True))
    if len(ids) <= direct_rows():
        return _send_at_once(kind, queryset.order_by(), request.user)
    job = jobs.order(kind=kind, ids=ids, by=request.user, now=clock.now())
    transaction.on_commit(partial(tasks.hand_to_worker, tasks.write_export, job.pk))
    return _page(job.pk)


def _send_at_once(kind: Kind, queryset, user: User) -> FileResponse:
    out = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it when it is sent
    export(kind, out, user=user, today=clock.today(), queryset=queryset)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{kind.label}.xlsx")


class ExportPages:
    """The pages of one export, each behind the admin's login; an export of somebody else does not exist."""

    def __init__(self, model_admin) -> None:
        self.model_admin = model_admin

    def urls(self) -> list:
        return [
            self._route("page/", self.page, "export"),
            self._route("progress/", self.progress, "export_progress"),
            self._route("file/", self.file, "export_file"),
            self._route("retry/", require_POST(self.retry), "export_retry"),
        ]

    def _route(self, pattern: str, view, name: str):
        return path(f"<int:export_id>/{pattern}", self.model_admin.admin_site.admin_view(view), name=f"ledgers_{name}")

    def page(self, request, export_id: int) -> HttpResponse:
        job = _own(request, export_id)
        records = RECORDS[Kind(job.kind)]._meta
        context = {
            **self.model_admin.admin_site.each_context(request),
            "title": f"导出{job.get_kind_display()}：{job.get_state_display()}",
            "opts": self.model_admin.opts,
            "job": job,
            "is_queued": job.state == ExportState.QUEUED,
            "is_running": job.state == ExportState.RUNNING,
            "is_done": job.state == ExportState.DONE,
            "missing": job.wanted - job.done,
            "kept_until": kept_until(job),
            "days": export_kept_for().days,
            "records": records.verbose_name,
            "source": reverse(f"admin:{records.app_label}_{records.model_name}_changelist"),
        }
        return render(request, "ledgers/export.html", context)

    def progress(self, request, export_id: int) -> JsonResponse:
        job = _own(request, export_id)
        done = max(job.done, progress.read(job.pk, of="export")) if job.state == ExportState.RUNNING else job.done
        return JsonResponse({"state": job.state, "done": min(done, job.wanted), "total": job.wanted})

    def file(self, request, export_id: int) -> FileResponse:
        job = _own(request, export_id)
        if job.state != ExportState.DONE:
            raise Http404("文件还没有生成好。")
        try:
            return FileResponse(job.file.open("rb"), as_attachment=True, filename=job.file_name)
        except FileNotFoundError as error:
            raise Http404("文件已不在服务器上，请重新导出。") from error

    def retry(self, request, export_id: int) -> HttpResponse:
        job = _own(request, export_id)
        if jobs.retry(export_id=job.pk, now=clock.now()):
            transaction.on_commit(partial(tasks.hand_to_worker, tasks.write_export, job.pk))
        else:
            messages.info(request, "同样的内容已经在重新生成，请在“导出文件”里查看。")
        return _page(job.pk)


def kept_until(job: LedgerExport) -> dt.datetime | None:
    """Return the moment from which the file may be removed; None while there is none."""
    return job.finished_at + export_kept_for() if job.state == ExportState.DONE else None


def _own(request, export_id: int) -> LedgerExport:
    rows = LedgerExport.objects.visible_to(request.user).defer("chosen").select_related("created_by")
    job = rows.filter(pk=export_id).first()
    if job is None:
        raise Http404("导出文件不存在，或已过保留期自动删除。")
    return job


def _page(export_id: int) -> HttpResponse:
    return redirect(reverse("admin:ledgers_export", args=[export_id]))

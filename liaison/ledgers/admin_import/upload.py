"""Step one: choose the ledger and the file. A refused file keeps the form and says what to do.

A file that has a table, but no heading we know, goes on to the page where people name the columns themselves. A large
one is read by a worker: its page tells how far it is, and what became of it. Several files, a .zip of them and a
workbook of several like sheets go on to the page of their group.
"""

from django.shortcuts import redirect, render
from django.urls import reverse

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.once import takes_long
from liaison.ledgers import bundles, grouping, preview_jobs, services, tasks
from liaison.ledgers.bundles import Bundle
from liaison.ledgers.limits import group_files, limits, preview_direct_bytes
from liaison.sheets import HeadingUnclear

from .access import IMPORT, page_context, require
from .forms import ONE, UploadForm


@takes_long
def upload_view(model_admin, request):
    require(request, IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_take(form.cleaned_data, request.user))
        except Refused as refused:
            refusal = refused.message
    context = page_context(model_admin, request, "导入台账", form=form, refusal=refusal, limits=limits())
    context["group_files"] = group_files()
    return render(request, "ledgers/upload.html", context, status=422 if refusal or form.errors else 200)


def _take(data: dict, user) -> str:
    """Take what was chosen; return the address where it goes on. Raises Refused with nothing kept."""
    files = [(file.name, file.read()) for file in data["file"]]
    given = {
        "kind": data["kind"],
        "by": user,
        "sheet": data["sheet"],
        "effective_on": data["effective_on"],
        "monthly": data["monthly"],
    }
    if len(files) > 1 or bundles.is_archive(files[0][1]):
        bundle = bundles.of_files(files)
        if len(bundle.items) > 1 or bundle.items[0].refusal:
            return _take_several(_title(files), bundle, given)
        files = [(bundle.items[0].name, bundle.items[0].content)]
    (name, content), all_sheets = files[0], data["sheets"] != ONE
    return _take_one({**given, "name": name, "content": content, "all_sheets": all_sheets})


def _title(files: list[tuple[str, bytes]]) -> str:
    return files[0][0] if len(files) == 1 else f"{files[0][0]}等 {len(files)} 个文件"


def _take_several(title: str, bundle: Bundle, given: dict) -> str:
    group = grouping.gather(name=title, bundle=bundle, **given)
    if sum(len(item.content) for item in bundle.items) > preview_direct_bytes():
        tasks.read_parts(group)
    else:
        grouping.read_here(group, clock=clock.now, today=clock.today())
    return reverse("admin:ledgers_group", args=[group.pk])


def _take_one(given: dict) -> str:
    if len(given["content"]) > preview_direct_bytes():
        batch = preview_jobs.order(**given)
        tasks.read_if_waiting(batch)
        return reverse("admin:ledgers_batch", args=[batch.pk])
    try:
        batch = services.upload(**given, now=clock.now(), today=clock.today()).batch
    except HeadingUnclear as unclear:
        batch = services.set_aside(**given, unclear=unclear)
        return reverse("admin:ledgers_mapping", args=[batch.pk])
    if group := grouping.spread(batch_id=batch.pk):
        grouping.read_here(group, clock=clock.now, today=clock.today())
        return reverse("admin:ledgers_group", args=[group.pk])
    return reverse("admin:ledgers_batch", args=[batch.pk])

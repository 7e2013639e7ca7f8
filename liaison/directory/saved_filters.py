"""A person's saved filters: the chips above each list, and the two requests that keep and delete one."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from liaison.core import listing
from liaison.core.errors import Refused

from .models import SavedFilter
from .services import keep_filter


def panel(request: HttpRequest, changelist: ChangeList) -> str:
    """Return the person's chips on this list, and the form to keep what it shows now if that is worth keeping."""
    if changelist.is_popup:
        return ""
    page = changelist.opts.label_lower
    query = listing.lasting_query(request.GET.urlencode())
    saved = list(SavedFilter.objects.visible_to(request.user).on(page))
    can_keep = listing.narrows(query) and query not in [each.query for each in saved]
    if not (saved or can_keep):
        return ""
    context = {"saved": saved, "can_keep": can_keep, "page": page, "query": query}
    return render_to_string("directory/saved_filters.html", context, request)


@require_POST
def keep(request: HttpRequest) -> HttpResponseRedirect:
    """Keep the posted ``query`` of list ``page`` under ``name``; lead back to the list as it was."""
    page, query = request.POST.get("page", ""), request.POST.get("query", "")
    address = _address_of(request, page)
    try:
        saved = keep_filter(by=request.user, page=page, name=request.POST.get("name", ""), query=query)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已保存筛选“{saved.name}”，以后在列表上方点一下即可使用。")
    return _back(address, query)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Delete one's own saved filter; the list stays as it was."""
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=pk)
    address = _address_of(request, saved.page)
    saved.delete()
    messages.success(request, f"已删除筛选“{saved.name}”。")
    return _back(address, request.POST.get("query", ""))


def _address_of(request: HttpRequest, page: str) -> str:
    """Return the address of the list ``page``, one that exists and that this person may look at."""
    for model, model_admin in admin.site._registry.items():
        if model._meta.label_lower == page:
            if not model_admin.has_view_permission(request):
                raise PermissionDenied
            return reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist")
    raise Http404("没有这个列表。")


def _back(address: str, query: str) -> HttpResponseRedirect:
    query = listing.lasting_query(query)
    return HttpResponseRedirect(f"{address}?{query}" if query else address)

"""Finding a case within scope, and the frame every page about one shares."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied

from liaison.cases.models import Case
from liaison.cases.situation import Situation
from liaison.core import clock, moved


def find(request, pk: int) -> Case:
    """Return the case if it exists for this person; 404 otherwise, 403 without any right to look."""
    if not request.user.has_perm("cases.view_case"):
        raise PermissionDenied
    rows = Case.objects.visible_to(request.user).select_related(
        "enterprise__region__prefecture", "lead_unit", "category__parent", "filed_by", "officer", "leader",
        "merged_into", "on_behalf_of", "common_issue", "problem__visit", "problem__unit",
    )  # fmt: skip
    case = rows.filter(pk=pk).first()
    if case is None:
        raise moved.not_found(Case, pk, request.user, "诉求不存在，或不在您的查看范围内。")
    return case


def situation_of(request, case: Case) -> Situation:
    return Situation(case, request.user, clock.today())


def frame(request, title: str, **context) -> dict:
    return {**admin.site.each_context(request), "title": title, "opts": Case._meta, **context}


def posted(request):
    """Return what a form binds to: the POST, were it ever so empty, or None."""
    return request.POST if request.method == "POST" else None

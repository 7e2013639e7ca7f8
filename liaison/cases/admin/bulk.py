"""Several cases at once: assign alike, gather under a common issue. Nothing is done unless all can be."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminSelectWidget

from liaison.cases import services
from liaison.cases.models import Case, CommonIssue
from liaison.cases.services.common import gather as gather_cases
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.params import number
from liaison.directory.models import Role

from .fields import long_text, short_text
from .forms import AssignForm
from .pages import frame, posted, situation_of

AT_MOST = 200


class GatherForm(forms.Form):
    issue = forms.ModelChoiceField(
        CommonIssue.objects.none(), label="已有的共性问题", required=False, widget=UnfoldAdminSelectWidget(),
        empty_label="新建一个",
    )  # fmt: skip
    title = short_text("新的共性问题", required=False, help_text="例如：冬季供热价格偏高。")
    description = long_text("情况说明", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["issue"].queryset = CommonIssue.objects.visible_to(user)


def assign(request):
    cases = _chosen(request)
    if not cases:
        return _back(request, "请先勾选要交办的诉求。")
    form = AssignForm(situation_of(request, cases[0]), posted(request), cases=cases)
    if form.is_bound and form.is_valid():
        try:
            services.assign_many(cases, by=request.user, now=clock.now(), **form.inputs())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已交办 {len(cases)} 件诉求。")
            return redirect("admin:cases_case_changelist")
    return _page(request, "批量交办", cases, form, "交办这些诉求")


def gather(request):
    cases = _chosen(request)
    if not cases:
        return _back(request, "请先勾选要归集的诉求。")
    form = GatherForm(posted(request), user=request.user)
    if form.is_bound and form.is_valid():
        try:
            issue = gather_cases(cases, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{len(cases)} 件诉求已归入“{issue}”。")
            return redirect("admin:cases_case_changelist")
    return _page(request, "归为共性问题", cases, form, "归集")


def _chosen(request) -> list[Case]:
    if request.user.role != Role.COORDINATOR or not request.user.has_perm("cases.change_case"):
        raise PermissionDenied
    ids = [pk for text in request.GET.get("ids", "").split(",") if (pk := number(text)) is not None][:AT_MOST]
    rows = Case.objects.visible_to(request.user).filter(pk__in=ids)
    return list(rows.select_related("enterprise__region", "category", "lead_unit").order_by("pk"))


def _back(request, message: str):
    messages.warning(request, message)
    return redirect("admin:cases_case_changelist")


def _page(request, title, cases, form, submit):
    return TemplateResponse(request, "cases/bulk.html", frame(request, title, cases=cases, form=form, submit=submit))

"""划转停用单位的诉求: what a unit that ends still holds goes on with its successor, all that is listed or nothing."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from liaison.cases import services
from liaison.cases.succession import ending_units, held_by_ended, may_pass_on, parts_to_pass_on
from liaison.core import clock
from liaison.core.doubts import DoubtfulForm
from liaison.core.errors import Refused
from liaison.core.params import number
from liaison.directory.models import Unit
from liaison.directory.services import successor_of

from .base_forms import doubts_about_units
from .bulk import AT_MOST
from .fields import UnitField, long_text, units_near
from .intake import Door
from .pages import frame, posted

TITLE = "划转停用单位的诉求"
NOTHING_LEFT = "没有需要划转的诉求：可能已经划转，或已经办结。"


class SucceedManyForm(DoubtfulForm, forms.Form):
    to = UnitField(label="承接单位", help_text="承接原单位职责的单位。")
    reason = long_text("划转依据", required=False, rows=2, help_text="例如：机构改革方案文号。")

    def __init__(self, *args, unit: Unit, parts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = near = units_near([part.case for part in parts]).exclude(pk=unit.pk)
        suggested = successor_of(unit, clock.today())
        if suggested and near.filter(pk=suggested.pk).exists():
            self.fields["to"].initial = suggested
            self.fields["to"].help_text = f"已按名称和职能推荐{suggested}，请核对；不对的请另选。"

    def doubts(self):
        return doubts_about_units([self.cleaned_data["to"]])


def doors_for(user) -> list[Door]:
    """Return the way here, for those who may go it and while something lies with units that exist no more."""
    left = held_by_ended(user, clock.today()) if may_pass_on(user) else 0
    return [Door(f"{TITLE}（{left}）", reverse("admin:cases_case_bulk_succeed"), "move_group")] if left else []


def succeed(request):
    if not may_pass_on(request.user):
        raise PermissionDenied
    if "unit" not in request.GET:
        return _choose(request)
    unit = Unit.objects.filter(pk=number(request.GET["unit"])).first()
    if unit is None:
        raise Http404("没有这个单位。")
    parts = _parts(request, unit)
    if request.method == "POST":
        # What was looked at is what goes; cases that have ended or gone meanwhile need it no more.
        shown = set(request.POST.getlist("case"))
        parts = [part for part in parts if str(part.case_id) in shown]
    return _pass_on(request, unit, parts[:AT_MOST], beyond=len(parts) - AT_MOST) if parts else _nothing(request)


def _parts(request, unit: Unit) -> list:
    rows = parts_to_pass_on(request.user).filter(unit=unit)
    return list(rows.select_related("case__enterprise__region").order_by("case")[: AT_MOST * 10])


def _choose(request):
    context = frame(request, TITLE, units=ending_units(request.user), today=clock.today())
    return TemplateResponse(request, "cases/ending_units.html", context)


def _nothing(request):
    messages.info(request, NOTHING_LEFT)
    return redirect("admin:cases_case_bulk_succeed")


def _pass_on(request, unit: Unit, parts: list, *, beyond: int):
    form = SucceedManyForm(posted(request), unit=unit, parts=parts)
    if form.is_bound and form.is_valid():
        cases = [part.case for part in parts]
        try:
            services.succeed_many(cases, unit=unit, by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return _done(request, unit, form.cleaned_data["to"], len(cases))
    context = frame(request, f"{TITLE}：{unit}", unit=unit, parts=parts, beyond=max(0, beyond), form=form)
    return TemplateResponse(request, "cases/succeed.html", context)


def _done(request, unit: Unit, to: Unit, count: int):
    messages.success(request, f"已将{unit}的 {count} 件诉求划转给{to}，期限和已有的回复不变。")
    page = reverse("admin:cases_case_bulk_succeed")
    left = parts_to_pass_on(request.user).filter(unit=unit).exists()
    return redirect(f"{page}?unit={unit.pk}" if left else page)

"""The doors by which cases come in: a visit's problems, the hotline's one screen, the common form."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from liaison.cases import services
from liaison.cases.choices import Nature, Result, Source, Urgency
from liaison.cases.models import Case, Category
from liaison.cases.parties import may_file
from liaison.cases.services.intake import guess_category
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.forms import LiaisonModelForm
from liaison.core.params import number
from liaison.core.phones import validate_phone
from liaison.directory.models import Role, UnitKind
from liaison.enterprises import arrivals
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Problem, Visit

from .fields import CategoryField, choice, long_text, short_text
from .newcomers import NewcomerForm
from .pages import frame, posted

PROBLEMS_A_PAGE = 20
# Those who speak for their members (代为反映).
BEHALF_KINDS = (UnitKind.ASSOCIATION, UnitKind.FEDERATION)


@dataclass(frozen=True)
class Door:
    title: str
    url: str
    icon: str


def doors_for(user) -> list[Door]:
    """Return the ways in that this person may use."""
    if not may_file(user):
        return []
    doors = [Door("走访问题转诉求", reverse("admin:cases_case_problems"), "handshake")]
    if user.role == Role.COORDINATOR:
        doors.insert(0, Door("96611热线登记", reverse("admin:cases_case_hotline"), "call"))
    return doors


class CaseForm(LiaisonModelForm):
    """Facts of a case, typed for the other channels (mailbox, association, deputy …) or corrected later."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "title" in self.fields:
            self.fields["title"].required = False
            self.fields["title"].help_text = "一句话说清要解决什么；不填则取诉求内容的第一句。"
            self.fields["raised_on"].initial = clock.today()
        if behalf := self.fields.get("on_behalf_of"):
            behalf.queryset = behalf.queryset.filter(kind__in=BEHALF_KINDS)

    def clean_raised_on(self):
        raised_on = self.cleaned_data["raised_on"]
        if raised_on and raised_on > clock.today():
            raise forms.ValidationError(f"反映时间不能晚于今天（{clock.today():%Y-%m-%d}）。")
        return raised_on


class HotlineForm(NewcomerForm):
    enterprise = forms.ModelChoiceField(Enterprise.objects.none(), label="企业", required=False)
    raised_by = short_text("来电人", required=False, max_length=80)
    phone = short_text("电话", required=False, max_length=60)
    phone.validators.append(validate_phone)
    content = long_text("诉求内容", rows=4)
    category = CategoryField()
    nature = choice("性质", Nature.choices, initial=Nature.INQUIRY)
    urgency = choice("紧急程度", Urgency.choices)
    answer = long_text(
        "当场答复", required=False, rows=3, help_text="能在电话里答复的写在这里，按“当场答复”；其余按“登记转办”。"
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        field = self.fields["enterprise"]
        field.queryset = Enterprise.objects.visible_to(user)
        field.widget = AutocompleteSelect(Case._meta.get_field("enterprise"), admin.site)
        field.widget.choices = field.choices

    def facts(self) -> dict:
        names = ("raised_by", "phone", "content", "category", "nature", "urgency")
        return {name: self.cleaned_data[name] for name in names}


def hotline(request):
    """96611: one screen, two buttons."""
    _require_filer(request)
    if request.user.role != Role.COORDINATOR:
        raise PermissionDenied
    form = HotlineForm(posted(request), user=request.user)
    if form.is_bound and form.is_valid():
        try:
            case = _take_call(request, form)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{case.number} 已登记，当前状态：{case.get_state_display()}。")
            again = "_again" in request.POST
            return redirect("admin:cases_case_hotline") if again else redirect("admin:cases_case_page", case.pk)
    return TemplateResponse(request, "cases/hotline.html", frame(request, "96611热线登记", form=form))


@transaction.atomic
def _take_call(request, form) -> Case:
    now, at_once = clock.now(), "_answer" in request.POST
    enterprise = form.enterprise_meant(origin="96611热线登记")
    if enterprise != form.cleaned_data["enterprise"]:
        for said in arrivals.announce([enterprise], by=request.user):
            messages.info(request, said)
    case = services.file_case(by=request.user, now=now, enterprise=enterprise, source=Source.HOTLINE, **form.facts())
    if not at_once:
        return services.perform(case, "accept", by=request.user, now=now)
    return services.perform(
        case, "answer_at_once", by=request.user, now=now, text=form.cleaned_data["answer"], result=Result.SOLVED
    )


class ProblemForm(forms.Form):
    """One problem of a visit on its way to become a case."""

    take = forms.BooleanField(required=False, label="选中")
    category = CategoryField(required=False)
    urgency = choice("紧急程度", Urgency.choices, required=False)
    nature = choice("性质", Nature.choices, required=False, initial=Nature.HELP)

    def __init__(self, *args, problem: Problem, guess: Category | None, **kwargs):
        self.problem = problem
        super().__init__(*args, prefix=f"p{problem.pk}", **kwargs)
        self.fields["category"].initial = guess

    def clean(self):
        data = super().clean()
        if data.get("take") and not data.get("category"):
            self.add_error("category", "请选择分类。")
        return data


def problems(request):
    """走访问题转诉求: tick several and submit once, or press the button beside one."""
    _require_filer(request)
    rows = waiting_problems(request.user)
    if visit := request.GET.get("visit", ""):
        rows = rows.filter(visit=number(visit)) if number(visit) is not None else rows.none()
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:  # what was on the page, wherever it would stand by now
        rows = rows.filter(pk__in=_posted_problems(data))
    shown = Paginator(rows.select_related("visit__enterprise", "visit__leader"), PROBLEMS_A_PAGE)
    rows = shown.get_page(request.GET.get("page") if data is None else 1)
    if data is not None and (one := data.get("_one")):
        for row in rows:
            data.pop(f"p{row.pk}-take", None)
        data[f"p{one}-take"] = "on"
    words = Category.objects.by_word()
    forms_of = [ProblemForm(data, problem=row, guess=guess_category(row.text, words)) for row in rows]
    valid = [form.is_valid() for form in forms_of]  # all of them, so that every error shows at once
    answer = _file_ticked(request, forms_of) if data is not None and all(valid) else None
    context = frame(request, "走访问题转诉求", forms=forms_of, page=rows, visit=visit)
    return answer or TemplateResponse(request, "cases/problems.html", context)


def _posted_problems(data) -> list[int]:
    """Return the ids in the names of what was sent, such as ``p12-category``."""
    named = (number(name[1:].partition("-")[0]) for name in data if name.startswith("p") and "-" in name)
    return sorted({pk for pk in named if pk is not None})[: 2 * PROBLEMS_A_PAGE]


def waiting_problems(user):
    """Return problems raised at visits that ``user`` may see and that are no case yet, newest first."""
    rows = Problem.objects.filter(visit__in=Visit.objects.visible_to(user), case=None)
    return rows.order_by("-visit__held_on", "visit", "order")


def _file_ticked(request, forms_of):
    ticked = [form for form in forms_of if form.cleaned_data["take"]]
    if not ticked:
        messages.warning(request, "请先勾选要登记的问题。")
        return None
    try:
        with transaction.atomic():
            filed = [_file_one(request, form) for form in ticked]
    except Refused as refusal:
        messages.error(request, f"{refusal.message}本次没有登记任何诉求。")
        return None
    messages.success(request, f"已登记 {len(filed)} 件诉求：{'、'.join(case.number for case in filed)}。")
    if len(filed) == 1:
        return redirect("admin:cases_case_page", filed[0].pk)
    return redirect("admin:cases_case_changelist")


def _file_one(request, form) -> Case:
    data, problem = form.cleaned_data, form.problem
    return services.file_problems(
        by=request.user,
        now=clock.now(),
        problems=[problem],
        category_of={problem.pk: data["category"]},
        urgency=data["urgency"] or Urgency.ORDINARY,
        nature=data["nature"] or Nature.HELP,
    )[0]


def _require_filer(request) -> None:
    if not may_file(request.user):
        raise PermissionDenied

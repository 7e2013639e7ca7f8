"""更正: what stands there, what should stand there, and why. Both stay readable on the visit's page."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.directory.models import Leader
from liaison.enterprises.models import Enterprise
from liaison.visits.forms import DayInput
from liaison.visits.models import Visit
from liaison.visits.services import AMENDABLE, amend_visit, unix_lines


class AmendmentForm(forms.ModelForm):
    """Every field of a visit, one box for each problem, and the reason. Saves nothing by itself."""

    reason = forms.CharField(
        label="更正理由",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一句话，例如：日期记错。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Visit
        fields = AMENDABLE
        widgets = {
            "enterprise": AutocompleteSelect(Visit._meta.get_field("enterprise"), admin.site),
            "leader": AutocompleteSelect(Visit._meta.get_field("leader"), admin.site),
            "held_on": DayInput,
            "content": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["version"].initial = self.instance.version
        self.fields["no_issue"].help_text = ""
        self._narrow("enterprise", Enterprise.objects.visible_to(user))
        self._narrow("leader", Leader.objects.all())
        self.problems = list(self.instance.problems.all())
        for problem in self.problems:
            self.fields[f"problem_{problem.pk}"] = forms.CharField(
                label=f"问题及诉求（第 {problem.order} 条）",
                initial=problem.text,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="清空表示撤回这一条。",
            )

    def _narrow(self, name, rows) -> None:
        """Only what this person may see, and what stands there now."""
        self.fields[name].queryset = rows | rows.model.objects.filter(pk=getattr(self.instance, f"{name}_id") or 0)

    def _post_clean(self) -> None:
        """The service writes; the form only reads what was typed."""

    @property
    def changes(self) -> dict:
        given = {name: self.cleaned_data[name] for name in AMENDABLE}
        return {name: unix_lines(value) if isinstance(value, str) else value for name, value in given.items()}

    @property
    def problem_texts(self) -> dict[int, str]:
        return {problem.pk: unix_lines(self.cleaned_data[f"problem_{problem.pk}"]) for problem in self.problems}


def amendment_page(request, pk, model_admin):
    """Ask what to correct and why; an error keeps what was typed."""
    visit = model_admin.get_object(request, str(pk))
    if not model_admin.has_change_permission(request, visit):
        raise PermissionDenied
    initial = model_to_dict(visit, AMENDABLE)
    form = AmendmentForm(request.POST or None, instance=visit, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        visit.version = form.cleaned_data["version"]
        try:
            amendments = amend_visit(
                visit=visit,
                by=request.user,
                reason=form.cleaned_data["reason"],
                changes=form.changes,
                problems=form.problem_texts,
                now=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已更正 {len(amendments)} 处，原内容和更正理由列在本页下方。")
            return redirect("admin:visits_visit_change", pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "更正走访记录",
        "visit": visit,
        "form": form,
    }
    return TemplateResponse(request, "visits/amend.html", context)

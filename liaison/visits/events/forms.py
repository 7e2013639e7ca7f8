from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

from liaison.core import clock
from liaison.core.doubts import DoubtfulForm
from liaison.core.followed import FollowingForm
from liaison.directory.models import User
from liaison.enterprises.models import Enterprise
from liaison.visits.doubts import doubts_about_day
from liaison.visits.forms import DayInput
from liaison.visits.models import Problem, Visit, VisitEvent
from liaison.visits.services import Attendance, ProblemInput

MAX_PROBLEMS = 100


def _one(model, field):
    return AutocompleteSelect(model._meta.get_field(field), admin.site)


def _many(model, field):
    return AutocompleteSelectMultiple(model._meta.get_field(field), admin.site)


class EventForm(FollowingForm, DoubtfulForm, forms.ModelForm):
    """The event and who was there. Saves nothing by itself: ``services.hold_event`` does."""

    enterprises = forms.ModelMultipleChoiceField(
        label="参加企业",
        queryset=Enterprise.objects.none(),
        required=False,
        widget=_many(Visit, "enterprise"),
        help_text="输入名称、拼音首字母或信用代码查找，可选多家；下面问题中填了的企业会自动列入。",
    )
    rest_no_issue = forms.BooleanField(label="没有提出问题的企业，均记为“无诉求”", required=False)

    class Meta:
        model = VisitEvent
        fields = [
            "kind",
            "title",
            "held_on",
            "held_until",
            "place",
            "host",
            "leaders",
            "units",
            "companions",
            "content",
        ]
        widgets = {
            "held_on": DayInput,
            "held_until": DayInput,
            "host": _one(VisitEvent, "host"),
            "leaders": _many(VisitEvent, "leaders"),
            "units": _many(VisitEvent, "units"),
            "content": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "held_until": "一天的活动不用填。",
            "host": "领导本人到场才填；没有领导到场就留空。",
            "leaders": "领导本人到场的，算作其亲自走访各自联系的企业。",
        }

    def __init__(self, *args, user: User, **kwargs):
        today = clock.today()
        kwargs.setdefault("initial", {})["held_on"] = today
        super().__init__(*args, label_suffix="", **kwargs)
        self.asking = user
        self.fields["held_until"].required = False
        self.fields["enterprises"].queryset = Enterprise.objects.visible_to(user)

    def clean_held_until(self):
        return self.cleaned_data["held_until"] or self.cleaned_data.get("held_on")

    def doubts(self) -> list[str]:
        return doubts_about_day(self.cleaned_data["held_on"], clock.today())

    def _post_clean(self) -> None:
        """Checks of a single row only; the service checks the whole."""


class ProblemRowForm(FollowingForm, forms.ModelForm):
    enterprise = forms.ModelChoiceField(
        label="企业", queryset=Enterprise.objects.none(), required=False, widget=_one(Visit, "enterprise")
    )

    class Meta:
        model = Problem
        fields = ["text", "unit"]
        labels = {"unit": "交由哪个单位答复"}
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "unit": _one(Problem, "unit")}

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.asking = user
        self.fields["text"].required = False
        self.fields["enterprise"].queryset = Enterprise.objects.visible_to(user)
        self.order_fields(["enterprise", "text", "unit"])

    def clean(self):
        cleaned = super().clean()
        text, enterprise = (cleaned.get("text") or "").strip(), cleaned.get("enterprise")
        if text and not enterprise and "enterprise" not in self.errors:
            self.add_error("enterprise", "请选择是哪家企业提出的。")
        if (enterprise or cleaned.get("unit")) and not text:
            self.add_error("text", "请写明问题，或清空这一行。")
        try:
            Problem(text=text).clean()
        except forms.ValidationError as refusal:
            self.add_error(None, refusal)
        return cleaned

    def _post_clean(self) -> None:
        """The visit that the problem belongs to does not exist yet."""


ProblemRows = forms.formset_factory(ProblemRowForm, extra=3, max_num=MAX_PROBLEMS, absolute_max=MAX_PROBLEMS)


def attendances(form: EventForm, rows) -> list[Attendance]:
    """Return each enterprise once, in the order chosen, with the problems of its rows."""
    raised: dict[Enterprise, list[ProblemInput]] = {each: [] for each in form.cleaned_data["enterprises"]}
    for row in rows.cleaned_data:
        if row.get("text"):
            raised.setdefault(row["enterprise"], []).append(ProblemInput(row["text"].strip(), row.get("unit")))
    none_left = form.cleaned_data["rest_no_issue"]
    return [
        Attendance(enterprise, problems=problems, no_issue=none_left and not problems)
        for enterprise, problems in raised.items()
    ]

"""What people type about a visit, and in which words it is refused."""

import datetime as dt
import json
import re
from dataclasses import dataclass

from django import forms
from django.utils.formats import localize_input
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminTextareaWidget

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.forms import LiaisonModelForm
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import User
from liaison.visits.doubts import doubts_about, doubts_about_again, doubts_about_day, doubts_about_due
from liaison.visits.models import FollowUp, Problem, Visit
from liaison.visits.services import check_visit

QUICK_WORKDAYS = (3, 5, 10)


@dataclass(frozen=True)
class QuickDates:
    """Dates 3, 5 and 10 working days from today, as buttons beside a field; ``warning`` where a year is a guess."""

    choices: str = ""
    warning: str = ""

    def offer(self, field: forms.DateField) -> None:
        """Put the buttons beside ``field`` (``due_choices.js`` draws them) and the warning under it."""
        if self.choices:
            field.widget.attrs["data-quick-dates"] = self.choices
        field.help_text = self.warning or field.help_text


def quick_due_dates(calendar: WorkCalendar, today: dt.date, *, iso: bool = False) -> QuickDates:
    """Return the choices for a promise made ``today``: dates as people type them, or (``iso``) as browsers do."""
    days = [(n, calendar.add(today, n)) for n in QUICK_WORKDAYS]
    write = dt.date.isoformat if iso else localize_input
    choices = [(write(day), f"{n} 个工作日（{day.month}月{day.day}日）") for n, day in days]
    return QuickDates(json.dumps(choices, ensure_ascii=False), calendar.warning(*(day for _, day in days)))


class DayInput(forms.DateInput):
    """The browser's own date picker, which on a phone is a large wheel."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


_DUE_FIELD = re.compile(r"follow_ups-\d+-due_on")


def _day(text: str) -> dt.date | None:
    try:
        return forms.DateField().to_python(text.strip())
    except forms.ValidationError:
        return None


class VisitForm(LiaisonModelForm):
    """The office form. ``leader`` left empty means that no leader went: none is filled in unseen."""

    class Meta:
        model = Visit
        fields = [
            "enterprise",
            "held_on",
            "method",
            "leader",
            "companions",
            "content",
            "no_issue",
            "place",
            "condition",
            "resolved_on_spot",
            "next_steps",
            "note",
        ]
        widgets = {"content": UnfoldAdminTextareaWidget(attrs={"rows": 4})}

    user: User | None = None
    """Who writes, set by the page."""

    HELP_WHEN_NEW = {
        "enterprise": "输入企业名称、拼音首字母或信用代码后几位查找。",
        "leader": "谁去的：领导本人带队才填；联络员或其他同志去的留空，不会自动填写。",
        "content": "谈了什么、了解到什么。问题及诉求请填在下面，每条一个。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, text in self.HELP_WHEN_NEW.items() if self.instance.pk is None else ():
            self.fields[name].help_text = text

    def clean(self):
        cleaned = super().clean()
        held_on = cleaned.get("held_on")
        if held_on:
            try:
                check_visit(held_on=held_on, today=clock.today(), no_issue=False, has_problems=False)
            except Refused as refusal:
                self.add_error("held_on", refusal.message)
        return cleaned

    def doubts(self):
        """Ask about a new visit by a leader out of post on its day, to an enterprise that is no longer there, long ago
        or for the second time; and about promises made with it or later that are due on odd days."""
        today = clock.today()
        promised = [day for day in map(_day, self._typed_due_days()) if day]
        calendar = WorkCalendar.load() if promised else None
        found = [said for day in promised for said in doubts_about_due(day, today, calendar)]
        if self.instance.pk is not None:
            return found
        visit = self.instance
        again = doubts_about_again(visit.enterprise, visit.held_on, self.user) if self.user else []
        return [*doubts_about(visit), *doubts_about_day(visit.held_on, today), *again, *found]

    def _typed_due_days(self) -> list[str]:
        """Return what was typed as 完成期限 into new lines below: they are forms of their own, asked about here."""
        return [text for name, text in self.data.items() if _DUE_FIELD.fullmatch(name) and text.strip()]


class ProblemForm(LiaisonModelForm):
    class Meta:
        model = Problem
        fields = ["text"]
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 2, "placeholder": "一条一个问题；没有问题时留空"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].required = False


class ProblemFormSet(PaginationInlineFormSet):
    """Problems and 无诉求 contradict each other, whichever was typed first."""

    def clean(self):
        super().clean()
        typed = any(getattr(form, "cleaned_data", {}).get("text", "").strip() for form in self.extra_forms)
        try:
            check_visit(held_on=clock.today(), today=clock.today(), no_issue=self.instance.no_issue, has_problems=typed)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class FollowUpForm(LiaisonModelForm):
    """A promise: mine unless another is named; the date has quick choices in working days."""

    class Meta:
        model = FollowUp
        fields = ["promise", "responsible", "due_on"]

    def __init__(self, *args, user: User | None = None, quick_dates: QuickDates | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if user and "responsible" in self.fields:
            self.fields["responsible"].initial = user.pk
        if quick_dates and "due_on" in self.fields:
            quick_dates.offer(self.fields["due_on"])

"""Forms for putting an assignment right: another lead unit, or the successor of a unit that ends."""

from django import forms
from unfold.widgets import UnfoldBooleanWidget

from liaison.cases.choices import Complexity
from liaison.directory.models import Unit

from .base_forms import MoveForm, deadlines_by_rule, doubts_about_units, judicial_text
from .fields import UnitField, choice, day, long_text, units_near


class ReassignForm(MoveForm):
    lead = UnitField(label="改派给（新的主办单位）")
    reason = long_text("改派的理由")
    keep_due = forms.BooleanField(label="保留原期限", required=False, widget=UnfoldBooleanWidget())
    complexity = choice("难易程度", Complexity.choices)
    due_on = day("新的办理期限", required=False, help_text="不填则按规定时限，从今天重新计算。")
    judicial_reason = judicial_text()

    def prepare(self) -> None:
        case = self.situation.case
        self.fields["lead"].queryset = units_near([case]).exclude(pk=case.lead_unit_id)
        self.fields["complexity"].initial = case.complexity
        kept = f"原期限 {case.due_on:%Y-%m-%d}。" if case.due_on else ""
        self.hint = (
            f"现由{case.lead_unit}主办，改派后退出；协办单位不变，新的主办单位要重新签收。\n"
            f"{kept}{deadlines_by_rule(self.situation)}"
        )

    def clean(self):
        data = super().clean()
        if data.get("keep_due") and data.get("due_on"):
            self.add_error("due_on", "保留原期限和新的办理期限只能选一样。")
        return data

    def doubts(self):
        return doubts_about_units([self.cleaned_data["lead"]])


class SucceedForm(MoveForm):
    """One case; ``unit`` is chosen among its units that end."""

    unit = UnitField(label="停用的单位")
    to = UnitField(label="承接单位", help_text="承接原单位职责的单位。")
    reason = long_text("划转依据", required=False, rows=2, help_text="例如：机构改革方案文号。")

    def prepare(self) -> None:
        ended = self.situation.ended_units
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in ended])
        self.fields["to"].queryset = units_near([self.situation.case])
        self.hint = "状态、期限和已有的回复都不变，由承接单位接着办。"
        if len(ended) == 1:
            self.fields["unit"].initial = ended[0]

    def doubts(self):
        return doubts_about_units([self.cleaned_data["to"]])

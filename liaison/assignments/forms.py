"""Forms of assignments, of hand-over and of assigning many at once."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from liaison.core import clock
from liaison.core.dated import choosable
from liaison.core.doubts import DoubtfulForm
from liaison.core.forms import DayPicker, LiaisonModelForm
from liaison.directory.models import Leader, Unit, User
from liaison.enterprises.holding import hold_one

from .claims import draft_of
from .doubts import doubts_about, effective_day, out_of_force
from .models import Assignment, PendingLink

_SEARCH_BOX = {"class": "unfold-admin-autocomplete admin-autocomplete", "style": "width: 100%"}


def _choice(name: str, label: str, *, help_text: str = "", required: bool = True) -> forms.ModelChoiceField:
    """Return a search-as-you-type field like that of the assignment's ``name``."""
    field = Assignment._meta.get_field(name)
    widget = AutocompleteSelect(field, admin.site, attrs=_SEARCH_BOX)
    rows = field.related_model._default_manager.all()
    return forms.ModelChoiceField(rows, label=label, widget=widget, help_text=help_text, required=required)


class AssignmentForm(LiaisonModelForm):
    """Holds the enterprise's lock from the check (``Assignment.clean``) to the save."""

    _DOUBTFUL = frozenset({"leader", "enterprise", "region", "start_on", "end_on"})

    def clean(self):
        data = super().clean()
        if data.get("enterprise"):
            data["enterprise"] = hold_one(data["enterprise"])
        self._refuse_out_of_force(data)
        return data

    def doubts(self):
        """Ask about the link when it is made, and again when what is unusual about it may have changed."""
        asked = self.instance.pk is None or self._DOUBTFUL.intersection(self.changed_data)
        return doubts_about([self.instance], today=clock.today()) if asked else ()

    def _refuse_out_of_force(self, data) -> None:
        period = Assignment(start_on=data.get("start_on"), end_on=data.get("end_on"))
        day = effective_day(period, clock.today())
        for name in {"region", "lead_unit", "support_units"}.intersection(self.changed_data):
            chosen = data.get(name) or ()
            for row in chosen if name == "support_units" else filter(None, [chosen]):
                if not row.is_in_force(day):
                    self.add_error(name, out_of_force(row, day))


class _ScopedForm(forms.Form):
    """Offers only what the person who asks may see, and what is in force today."""

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = choosable(field.queryset.visible_to(user), Assignment)


class LeaderHandOverForm(_ScopedForm):
    leader = _choice("leader", "原领导")
    successor = _choice("leader", "接任领导", help_text="与原领导同一层级；还没有登记的，先到“领导”中添加。")
    new_officer = _choice("officer", "接任后的联络员", required=False, help_text="不填则各企业的联络员不变。")
    on = forms.DateField(
        label="交接日期",
        widget=DayPicker,
        initial=clock.today,
        help_text="接任领导从这一天起负责，原领导负责到前一天。",
    )


class OfficerHandOverForm(_ScopedForm):
    officer = _choice("officer", "原联络员")
    new_officer = _choice("officer", "接任联络员")
    on = forms.DateField(
        label="交接日期",
        widget=DayPicker,
        initial=clock.today,
        help_text="接任联络员从这一天起服务，原联络员服务到前一天；联系领导不变。",
    )


class AssignSelectedForm(_ScopedForm):
    leader = _choice("leader", "联系领导")
    officer = _choice("officer", "联络员", required=False)
    lead_unit = _choice("lead_unit", "牵头部门", required=False)
    start_on = forms.DateField(label="开始日期", widget=DayPicker, initial=clock.today)

    def drafts(self, enterprises) -> list[Assignment]:
        """Return an unsaved assignment for each of ``enterprises``."""
        data = self.cleaned_data
        leader: Leader = data["leader"]
        unit: Unit | None = data["lead_unit"]
        return [
            Assignment(
                leader=leader,
                level=leader.level,
                enterprise=enterprise,
                officer=data["officer"],
                lead_unit=unit,
                start_on=data["start_on"],
            )
            for enterprise in enterprises
        ]


class ClaimForm(DoubtfulForm, _ScopedForm):
    """Begins with those whom the sheet names, as far as they can be chosen today."""

    enterprise = _choice("enterprise", "指的是哪家企业")
    leader = _choice("leader", "联系领导")
    officer = _choice("officer", "联络员", required=False)
    lead_unit = _choice("lead_unit", "牵头部门", required=False)
    remember = forms.BooleanField(
        label="记住这个名称",
        required=False,
        initial=True,
        widget=UnfoldBooleanWidget,
        help_text="表中的名称记为该企业的简称，下次导入自动识别。",
    )

    def __init__(self, *args, link: PendingLink, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = self.fields["officer"].queryset.filter(is_active=True)
        for name in ("leader", "officer", "lead_unit"):
            field, named = self.fields[name], getattr(link, name)
            if named and field.queryset.filter(pk=named.pk).exists():
                field.initial = named.pk

    def doubts(self):
        data = self.cleaned_data
        draft = draft_of(data["enterprise"], data["leader"], data["officer"], data["lead_unit"])
        return doubts_about([draft], today=clock.today())


class PutAwayForm(forms.Form):
    reason = forms.CharField(
        label="为什么不用登记",
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text="例如：企业已注销，表中误列。",
    )

"""Form fields as the theme draws them, with the choices these pages need."""

from django import forms
from unfold.widgets import (
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from liaison.cases.models import Category
from liaison.core import clock
from liaison.directory.models import Unit


def long_text(label: str, *, required: bool = True, help_text: str = "", rows: int = 4) -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, help_text=help_text, widget=widget, max_length=4000)


def short_text(label: str, *, required: bool = True, help_text: str = "", max_length: int = 80) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=max_length, widget=UnfoldAdminTextInputWidget()
    )


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A native date field: on a phone it opens the wheel people know."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(attrs=UnfoldAdminTextInputWidget().attrs, format="%Y-%m-%d")


def choice(label: str, choices, *, required: bool = True, initial=None, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        initial=initial,
        help_text=help_text,
        widget=UnfoldAdminSelectWidget(),
    )


class CategoryField(forms.ModelChoiceField):
    """Two levels in one list, parents before their children."""

    def __init__(self, *, label: str = "分类", **kwargs):
        rows = Category.objects.filter(is_active=True).select_related("parent")
        kwargs.setdefault("empty_label", "请选择")
        super().__init__(rows, label=label, widget=UnfoldAdminSelectWidget(), **kwargs)

    def label_from_instance(self, category) -> str:
        return f"　{category.name}" if category.parent_id else category.name


def units_near(cases):
    """Return the units that may handle ``cases``: those of the enterprises' county, prefecture and province today."""
    codes = {code for case in cases for code in case.enterprise.region.lineage.split("/") if code}
    units = Unit.objects.in_force(clock.today()).filter(region__code__in=codes)
    # The lowest level first: 本级可办的本级办.
    return units.select_related("region").order_by("-region__code")


class UnitField(forms.ModelChoiceField):
    def __init__(self, *, label: str, **kwargs):
        super().__init__(Unit.objects.none(), label=label, widget=UnfoldAdminSelect2Widget(), **kwargs)
        self.empty_label = "请选择"


class UnitsField(forms.ModelMultipleChoiceField):
    def __init__(self, *, label: str, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(Unit.objects.none(), label=label, widget=UnfoldAdminSelect2MultipleWidget(), **kwargs)

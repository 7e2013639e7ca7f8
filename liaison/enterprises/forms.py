"""Small forms of the steps that a plain edit must not take."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)
from unfold.widgets import UnfoldAdminTextInputWidget as TextInput

from liaison.core.forms import DayPicker

from .choices import Status
from .models import Enterprise, EnterpriseContact


class RenameForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=120, widget=TextInput)
    kind = forms.ChoiceField(
        label="更名方式",
        choices=[("renamed", "企业更名：原名称保留为曾用名"), ("corrected", "更正录入错误：不保留原名称")],
        initial="renamed",
        widget=UnfoldAdminRadioSelectWidget,
    )
    on = forms.DateField(label="启用日期", widget=DayPicker, help_text="新名称从这一天起使用。")


class StatusForm(forms.Form):
    status = forms.ChoiceField(label="新的经营状态", choices=Status, widget=UnfoldAdminSelectWidget)
    on = forms.DateField(label="变更日期", widget=DayPicker)
    reason = forms.CharField(
        label="原因",
        max_length=4000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="例如：走访发现厂区停产，企业称因订单不足；联系不上的，写明何时用何方式联系过。",
    )


class OtherForm(forms.Form):
    """The second of two records of one enterprise."""

    other = forms.ModelChoiceField(
        Enterprise.objects.none(),
        label="另一条记录",
        widget=AutocompleteSelect(
            EnterpriseContact._meta.get_field("enterprise"),
            admin.site,
            attrs={"class": "unfold-admin-autocomplete admin-autocomplete", "style": "width: 100%"},
        ),
        error_messages={"invalid_choice": "该企业不存在，或不在您的管理范围内。"},
    )

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rows = Enterprise.objects.visible_to(user).select_related("region__prefecture")
        self.fields["other"].queryset = rows

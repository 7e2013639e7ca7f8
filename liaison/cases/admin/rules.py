"""办理时限: how long things may take, and whether a change of it reaches what is in hand already."""

from django import forms
from django.contrib import admin
from unfold.widgets import UnfoldAdminRadioSelectWidget

from liaison.cases.models import DeadlineRule
from liaison.cases.services.recounting import keep_as_granted
from liaison.core.admin import LiaisonModelAdmin
from liaison.core.calendar_changes import say_what_follows

RECOUNT, KEEP = "recount", "keep"
REACH = [
    (RECOUNT, "同时重算在办事项，核对后才改动"),
    (KEEP, "在办事项不变，只用于新的诉求"),
]


class DeadlineRuleForm(forms.ModelForm):
    reach = forms.ChoiceField(
        label="在办事项", choices=REACH, initial=RECOUNT, widget=UnfoldAdminRadioSelectWidget(),
        help_text="重算的先逐件列出，您核对勾选后才改；人工指定的期限和已答复的诉求都不变。",
    )  # fmt: skip

    class Meta:
        model = DeadlineRule
        fields = ("nature", *DeadlineRule.MEASURES)


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(LiaisonModelAdmin):
    form = DeadlineRuleForm
    nothing_yet = "没有另行设置的，按系统自带的通用时限计算。需要改的，新增一条。"
    list_display = (
        "nature",
        "accept_days",
        "sign_days",
        "ordinary_days",
        "complex_days",
        "policy_days",
        "support_days",
    )
    fields = (
        "nature", ("accept_days", "sign_days"), ("ordinary_days", "complex_days"), ("policy_days", "support_days"),
        "reach",
    )  # fmt: skip
    deletable = True

    def get_fields(self, request, obj=None):
        """Who may only look is asked nothing."""
        fields = super().get_fields(request, obj)
        asked = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return fields if asked else [name for name in fields if name != "reach"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.cleaned_data["reach"] == KEEP:
            for nature in {obj.nature, form.initial.get("nature") or obj.nature}:
                keep_as_granted(nature)
        say_what_follows(request)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        say_what_follows(request)

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        say_what_follows(request)

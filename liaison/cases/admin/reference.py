"""What the office sets: categories, deadlines, letter templates, common issues."""

from django import forms
from django.contrib import admin
from django.db.models import Count
from unfold.decorators import display

from liaison.cases.documents import render
from liaison.cases.filetypes import check
from liaison.cases.models import Case, Category, CommonIssue, DeadlineRule, LetterTemplate
from liaison.core.admin import LiaisonModelAdmin, LiaisonTabularInline, ReadOnlyMixin
from liaison.core.errors import Refused


@admin.register(Category)
class CategoryAdmin(LiaisonModelAdmin):
    list_display = ("name", "parent", "aliases", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "aliases")
    fields = ("code", ("name", "parent"), "aliases", ("is_arrears", "is_active", "order"))


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(LiaisonModelAdmin):
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
        "nature", ("accept_days", "sign_days"), ("ordinary_days", "complex_days", "policy_days"), "support_days",
    )  # fmt: skip
    deletable = True


class CaseOfIssueInline(ReadOnlyMixin, LiaisonTabularInline):
    model = Case
    fk_name = "common_issue"
    fields = ("number", "title", "enterprise", "state")
    readonly_fields = ("number", "state")
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("enterprise")


@admin.register(CommonIssue)
class CommonIssueAdmin(LiaisonModelAdmin):
    list_display = ("title", "category", "region", "case_count", "gathered_by")
    list_select_related = ("category", "region", "gathered_by")
    fields = ("title", ("category", "region"), "description", "proposal")
    inlines = (CaseOfIssueInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(cases_gathered=Count("cases"))

    def save_model(self, request, obj, form, change):
        if not change:
            obj.gathered_by = request.user
        super().save_model(request, obj, form, change)

    @display(description="诉求件数", ordering="cases_gathered")
    def case_count(self, issue):
        return issue.cases_gathered


class LetterTemplateForm(forms.ModelForm):
    """Tries the template out before it is kept, on whatever case there is."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            check(file)
            if not file.name.lower().endswith(".docx"):
                raise Refused("公文模板须为 docx 文件。")
            file.seek(0)
            render.fill(file.read(), dict.fromkeys(render.WORDS, "示例"))
            file.seek(0)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return file


@admin.register(LetterTemplate)
class LetterTemplateAdmin(LiaisonModelAdmin):
    form = LetterTemplateForm
    list_display = ("kind", "updated_at")
    fields = ("kind", "file")
    deletable = True

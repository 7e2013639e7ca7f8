"""What the office sets: categories, letter templates, common issues."""

import io

from django.contrib import admin
from django.db.models import Count
from django.http import FileResponse, Http404
from django.urls import path, reverse
from django.utils.html import format_html_join
from unfold.decorators import display

from liaison.cases.choices import DocumentKind
from liaison.cases.documents import render
from liaison.cases.models import Case, Category, CommonIssue, LetterTemplate
from liaison.core.admin import LiaisonModelAdmin, LiaisonTabularInline, ReadOnlyMixin
from liaison.core.forms import PaperTemplateForm


@admin.register(Category)
class CategoryAdmin(LiaisonModelAdmin):
    list_display = ("name", "parent", "aliases", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "aliases")
    fields = ("code", ("name", "parent"), "aliases", ("is_arrears", "is_active", "order"))


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


class LetterTemplateForm(PaperTemplateForm):
    def sample(self):
        return dict.fromkeys(render.WORDS, "示例")


@admin.register(LetterTemplate)
class LetterTemplateAdmin(LiaisonModelAdmin):
    """An office downloads the template in use, edits it in Word, uploads it; deleting brings the shipped one back."""

    form = LetterTemplateForm
    nothing_yet = "没有上传的，用系统自带的模板制发公文。要改的，先下载现用的模板，用 Word 修改后上传。"
    list_display = ("kind", "updated_at")
    fields = ("kind", "file", "current", "words")
    readonly_fields = ("current", "words")
    deletable = True

    class Media:
        css = {"all": ("cases/cases.css",)}

    @display(description="现用模板")
    def current(self, template):
        links = [
            (reverse("admin:cases_lettertemplate_current", args=[kind.value]), kind.label) for kind in DocumentKind
        ]
        return format_html_join("　", '<a class="li-link" href="{}">下载{}</a>', links)

    @display(description="可用占位词")
    def words(self, template):
        return "、".join(f"{{{{ {word} }}}}" for word in render.WORDS)

    def get_urls(self):
        current = self.admin_site.admin_view(self.download_current)
        return [path("current/<slug:kind>/", current, name="cases_lettertemplate_current"), *super().get_urls()]

    def download_current(self, request, kind: str):
        if kind not in DocumentKind.values or not self.has_view_permission(request):
            raise Http404("没有这种公文模板。")
        content = io.BytesIO(render.template_bytes(kind))
        return FileResponse(content, as_attachment=True, filename=f"{DocumentKind(kind).label}模板.docx")

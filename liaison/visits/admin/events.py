from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import action, display

from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin
from liaison.core.documents import DOCX
from liaison.core.forms import PaperTemplateForm
from liaison.core.listing import ListPage
from liaison.visits.events import minutes as papers
from liaison.visits.events import views
from liaison.visits.events.reading import Attended
from liaison.visits.models import MinutesTemplate, VisitEvent


class EventLinks(ListPage):
    def url_for_result(self, result):
        return reverse("admin:visits_event_page", args=[result.pk])


@admin.register(VisitEvent)
class VisitEventAdmin(LiaisonModelAdmin):
    """The list, and corrections of the event itself; its visits and problems are corrected each on its own page."""

    list_display = ["title", "kind_label", "day", "place", "host", "enterprises", "raised"]
    list_filter = [("held_on", RangeDateFilter), ("kind", ChoicesDropdownFilter)]
    list_select_related = ["host"]
    search_fields = ["title"]
    search_help_text = "活动名称"
    autocomplete_fields = ["host", "leaders", "units"]
    fields = ["kind", "title", ("held_on", "held_until"), "place", "host", "leaders", "units", "companions", "content"]
    readonly_fields = ["kind", "held_on", "held_until"]
    custom_urls = [
        ("<int:pk>/page/", "visits_event_page", views.event_page),
        ("<int:pk>/assignments/", "visits_event_assignments", views.assignment_list),
        ("<int:pk>/minutes/", "visits_event_minutes", views.minutes_file),
    ]

    class Media:
        css = {"all": ["visits/visits.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts()

    def get_changelist(self, request, **kwargs):
        return EventLinks

    def add_view(self, request, form_url="", extra_context=None):
        return views.add_page(self, request)

    def has_change_permission(self, request, obj=None):
        permitted = super().has_change_permission(request, obj)
        return permitted and (obj is None or self.is_among(request, VisitEvent.objects.editable_by(request.user), obj))

    @display(description="类型", ordering="kind")
    def kind_label(self, event):
        return event.get_kind_display()

    @display(description="时间", ordering="held_on")
    def day(self, event):
        return event.day_text

    @display(description="企业（户）")
    def enterprises(self, event):
        return event.enterprise_count

    @display(description="问题（个）")
    def raised(self, event):
        return event.problem_count


class MinutesTemplateForm(PaperTemplateForm):
    def sample(self):
        """Return the words of an event without visits."""
        today = clock.today()
        event = VisitEvent(title="试填", held_on=today, held_until=today, pk=0)
        return papers.context_of(event, Attended([], [], 0), by="试填", today=today)


@admin.register(MinutesTemplate)
class MinutesTemplateAdmin(LiaisonModelAdmin):
    form = MinutesTemplateForm
    list_display = ["__str__", "updated_at"]
    fields = ["file", "note"]
    deletable = True
    actions_list = ["download"]

    @action(description="下载现用模板", url_path="download", icon="download")
    def download(self, request):
        if not self.has_view_permission(request):
            return redirect("admin:index")
        headers = {"Content-Disposition": content_disposition_header(True, "纪要模板.docx")}
        return HttpResponse(papers.template_bytes(), DOCX, headers=headers)

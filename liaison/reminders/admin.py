from django.contrib import admin, messages
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.decorators import action, display
from unfold.utils import display_for_label

from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin, ReadOnlyMixin

from . import services
from .kinds import colour_of
from .models import Reminder

UNREAD_FIRST = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField()).asc()


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyMixin, LiaisonModelAdmin):
    """One's inbox: unread first; opening a reminder marks it as read and leads to what it is about."""

    list_display = ["headline", "kind_label", "due_on", "arrived"]
    list_display_links = None
    list_filter = ["kind"]
    list_filter_sheet = False
    list_after_template = "reminders/inbox_hint.html"
    actions = None
    actions_list = ["read_all"]

    class Media:
        css = {"all": ["reminders/reminders.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request) & Reminder.objects.inbox(request.user)

    def get_ordering(self, request):
        return [UNREAD_FIRST, "-pk"]

    def get_urls(self):
        opening = path("<int:pk>/open/", self.admin_site.admin_view(self.open), name="reminders_reminder_open")
        return [opening, *super().get_urls()]

    def open(self, request: HttpRequest, pk: int):
        """Mark the reminder as read and go to its subject."""
        reminder = get_object_or_404(self.get_queryset(request), pk=pk)
        services.mark_read(reminder=reminder, now=clock.now())
        return redirect(reminder.url)

    @action(description="全部标为已读", url_path="read-all", icon="done_all")
    def read_all(self, request: HttpRequest):
        count = services.mark_all_read(user=request.user, now=clock.now())
        messages.success(request, f"已将 {count} 条提醒标为已读。" if count else "没有未读提醒。")
        return redirect("admin:reminders_reminder_changelist")

    @display(description="提醒")
    def headline(self, reminder):
        return format_html(
            '<a class="li-reminder{}" href="{}"><strong>{}</strong><span>{}</span></a>',
            "" if reminder.read_at else " li-reminder-unread",
            reverse("admin:reminders_reminder_open", args=[reminder.pk]),
            reminder.title,
            reminder.body,
        )

    @display(description="类型", ordering="kind")
    def kind_label(self, reminder):
        label = reminder.get_kind_display()
        return display_for_label(label, "", {label: colour_of(reminder.kind)})

    @display(description="送达时间", ordering="delivered_at")
    def arrived(self, reminder):
        return reminder.delivered_at

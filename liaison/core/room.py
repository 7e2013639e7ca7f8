from django.contrib import admin
from django.urls import path

from .autocomplete import LabelledAutocompleteView
from .navigation import BASICS, Entry
from .once.views import sent_form, under_way
from .reference import load_calendar
from .rooms import Pages, Permits, ReferenceData, Room

ROOM = Room(
    Permits(
        "coordinator",
        "core.view_calendaroverride",
        "core.add_calendaroverride",
        "core.change_calendaroverride",
        "core.delete_calendaroverride",
    ),
    Permits("supervisor", "core.view_calendaroverride"),
    Entry(BASICS, 80, "节假日与调休", "event", "admin:core_calendaroverride_changelist", "core.view_calendaroverride"),
    Pages(
        (
            path("autocomplete/", admin.site.admin_view(LabelledAutocompleteView.as_view(admin_site=admin.site))),
            path("sent/", admin.site.admin_view(sent_form), name="sent_form"),
            path("sent/under-way/", admin.site.admin_view(under_way), name="sent_form_under_way"),
        )
    ),
    ReferenceData(load_calendar),
)

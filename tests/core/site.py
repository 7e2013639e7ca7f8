"""A small admin of its own, so that the base classes are tested apart from what the rooms make of them."""

from django.contrib import admin
from django.urls import path
from unfold.sites import UnfoldAdminSite

import config.urls
from liaison.core.admin import LiaisonModelAdmin, LiaisonTabularInline, ReadOnlyMixin
from liaison.directory.models import Leader, Region, Tenure, Unit, User
from liaison.enterprises.models import Enterprise
from liaison.visits.models import FollowUp, Visit

site = UnfoldAdminSite(name="admin")


class PlainAdmin(LiaisonModelAdmin):
    def get_urls(self):
        """Besides its own, the addresses of the room's page: the sidebar links to some of them."""
        return [*super().get_urls(), *admin.site._registry[self.model].get_urls()]


class TenureInline(LiaisonTabularInline):
    model = Tenure
    fields = ["title", "start_on", "end_on"]


class FollowUpInline(LiaisonTabularInline):
    model = FollowUp
    fields = ["promise", "responsible", "due_on", "done_on"]
    autocomplete_fields = ["responsible"]


class LeaderAdmin(PlainAdmin):
    fields = ["name", "level", "region", "rank_order", "note"]
    search_fields = ["name"]
    autocomplete_fields = ["region"]
    inlines = [TenureInline]


class EnterpriseAdmin(PlainAdmin):
    list_display = ["name", "region"]
    list_select_related = ["region"]
    search_fields = ["name"]
    fields = ["name", "uscc", "region"]
    autocomplete_fields = ["region"]


class VisitAdmin(PlainAdmin):
    fields = ["enterprise", "held_on", "method", "content", "no_issue"]
    autocomplete_fields = ["enterprise"]
    inlines = [FollowUpInline]
    deletable = True


class ReadOnlyAdmin(ReadOnlyMixin, PlainAdmin):
    search_fields = ["name"]


class UserAdmin(PlainAdmin):
    search_fields = ["name"]
    fields = ["name"]


OURS = {
    Leader: LeaderAdmin,
    Enterprise: EnterpriseAdmin,
    Visit: VisitAdmin,
    Region: ReadOnlyAdmin,
    Unit: ReadOnlyAdmin,
    User: UserAdmin,
}
# The rooms' own pages stay reachable: the sidebar and the bell link to them.
for model, registered in admin.site._registry.items():
    if model not in OURS:
        site.register(model, type(registered))
for model, admin_class in OURS.items():
    site.register(model, admin_class)

urlpatterns = [
    path("admin/", site.urls),
    *(each for each in config.urls.urlpatterns if getattr(each, "app_name", "") != "admin"),
]

from django.urls import include, path

from liaison.core.listing import ListPart
from liaison.core.navigation import BASICS, Entry
from liaison.core.rooms import EVERYBODY, Pages, Permits, ReferenceData, Room

from . import reference
from .saved_filters import panel

ROOM = Room(
    Permits(
        EVERYBODY,
        "directory.view_region",
        "directory.view_regionalias",
        "directory.view_unit",
        "directory.view_unitalias",
        "directory.view_leader",
        "directory.view_tenure",
    ),
    Permits(
        "coordinator",
        "directory.add_leader",
        "directory.change_leader",
        "directory.add_tenure",
        "directory.change_tenure",
        "directory.change_unit",
        "directory.view_user",
        "directory.change_region",
        "directory.add_regionalias",
        "directory.change_regionalias",
        "directory.add_unitalias",
        "directory.change_unitalias",
    ),
    Entry(BASICS, 10, "领导", "person_book", "admin:directory_leader_changelist", "directory.view_leader"),
    Entry(BASICS, 20, "单位", "account_balance", "admin:directory_unit_changelist", "directory.view_unit"),
    Entry(BASICS, 30, "地区", "map", "admin:directory_region_changelist", "directory.view_region"),
    Entry(BASICS, 90, "用户", "manage_accounts", "admin:directory_user_changelist", "directory.view_user"),
    ListPart(panel),
    Pages((path("filters/", include("liaison.directory.urls")),)),
    ReferenceData(reference.load_regions),
    ReferenceData(reference.load_region_aliases),
    ReferenceData(reference.load_units),
    ReferenceData(reference.load_unit_aliases),
)

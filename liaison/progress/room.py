from django.contrib import admin
from django.urls import include, path

from liaison.assignments.leader_page import LeaderFigures
from liaison.core.listing import ListFilter
from liaison.core.navigation import WORK, Entry
from liaison.core.rooms import Pages, Room

from .find_page import find_page
from .indicators import INDICATORS
from .leader_parts import this_quarter
from .list_filter import FigureFilter
from .views import shows_table

ROOM = Room(
    Entry(WORK, 10, "首页", "home", "admin:index"),
    Entry(WORK, 20, "进展统计", "monitoring", "progress:table", shows=shows_table),
    LeaderFigures(this_quarter),
    # Behind every figure's link: the list of what an indicator counts.
    *(ListFilter(model, FigureFilter) for model in dict.fromkeys(each.model for each in INDICATORS.values())),
    Pages(
        (
            # In place of the theme's search, which knows only names of lists.
            path("search/", admin.site.admin_view(find_page), name="search"),
            path("progress/", include("liaison.progress.urls")),
        )
    ),
)

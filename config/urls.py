from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from config import health
from liaison.core.autocomplete import LabelledAutocompleteView
from liaison.core.once.views import sent_form, under_way
from liaison.progress.find_page import find_page

handler404 = "config.views.not_found"
handler500 = "config.views.server_error"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/autocomplete/", admin.site.admin_view(LabelledAutocompleteView.as_view(admin_site=admin.site))),
    path("admin/sent/", admin.site.admin_view(sent_form), name="sent_form"),
    path("admin/sent/under-way/", admin.site.admin_view(under_way), name="sent_form_under_way"),
    path("admin/filters/", include("liaison.directory.urls")),
    # In place of the theme's search, which knows only names of lists.
    path("admin/search/", admin.site.admin_view(find_page), name="search"),
    path("admin/progress/", include("liaison.progress.urls")),
    path("admin/", admin.site.urls),
    path("favicon.ico", RedirectView.as_view(url=static("liaison/favicon.svg"))),
    path("", RedirectView.as_view(pattern_name="admin:index")),
]

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from config import health
from liaison.core.rooms import Pages, handed_in

handler404 = "config.views.not_found"
handler500 = "config.views.server_error"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", include([pattern for pages in handed_in(Pages) for pattern in pages.patterns])),
    path("admin/", admin.site.urls),
    path("favicon.ico", RedirectView.as_view(url=static("liaison/favicon.svg"))),
    path("", RedirectView.as_view(pattern_name="admin:index")),
]

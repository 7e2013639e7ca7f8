from django.contrib import admin
from django.urls import path

from . import saved_filters

app_name = "filters"
urlpatterns = [
    path("keep/", admin.site.admin_view(saved_filters.keep), name="keep"),
    path("<int:pk>/delete/", admin.site.admin_view(saved_filters.delete), name="delete"),
]

from django.contrib import admin
from django.urls import path

from . import views

app_name = "progress"
urlpatterns = [path("", admin.site.admin_view(views.table_page), name="table")]

"""The admin once ``stock.take_over`` has been called."""

from django.contrib import admin
from django.urls import path

from config.urls import urlpatterns as product

urlpatterns = [path("admin/", admin.site.urls), *product]

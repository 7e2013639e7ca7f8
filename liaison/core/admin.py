"""The admin base every room builds on: scope, bounded counts, and no surprise for tired eyes."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin, StackedInline, TabularInline

COUNT_CAP = 10_001


class CappedPaginator(Paginator):
    """Counts at most :data:`COUNT_CAP` rows, so that a page never scans a large table to number itself."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:COUNT_CAP].count() if hasattr(rows, "order_by") else len(rows)


class ScopedAdminMixin:
    """Rows that the person may not see do not exist: list, page, search, autocomplete, action and export alike."""

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=self.model.objects.visible_to(request.user).values("pk"))


class LiaisonModelAdmin(ScopedAdminMixin, ModelAdmin):
    """Base of every ModelAdmin of the product."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_filter_submit = True
    warn_unsaved_form = True
    show_facets = None
    compressed_fields = True


class LiaisonTabularInline(TabularInline):
    extra = 0


class LiaisonStackedInline(StackedInline):
    extra = 0

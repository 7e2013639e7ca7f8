"""What became of one record: who changed which field from what to what, newest first."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.template.response import TemplateResponse
from simple_history.models import HistoricalRecords

from .search import SearchField

PER_PAGE = 50
_HIDDEN = {"version", "updated_at", "created_at", "extra"}
_KINDS = {"+": "新增", "~": "修改", "-": "删除"}


class Records(HistoricalRecords):
    """History that is read one record at a time: an index on the record's key is all it needs.

    The stock one has an index for every relation besides, and every write of a record pays for each of them.
    Reasons are kept whole, however long people write.
    """

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("history_change_reason_field", models.TextField(null=True))
        super().__init__(*args, **kwargs)

    def fields_included(self, model: type[models.Model]) -> list[models.Field]:
        """Leave out what a row is found by: it repeats the other columns."""
        return [field for field in super().fields_included(model) if not isinstance(field, SearchField)]

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field]:
        fields = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name == model._meta.pk.name
        return fields


def history_page(model_admin, request, obj: models.Model, extra_context: dict[str, Any] | None) -> TemplateResponse:
    """Render the history of ``obj`` (already known to be visible to the person who asks)."""
    if not model_admin.has_view_or_change_permission(request, obj):
        raise PermissionDenied
    records = getattr(obj, obj._meta.simple_history_manager_attribute).select_related("history_user")
    page = Paginator(records.order_by("-history_id"), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "变更记录",
        "subtitle": str(obj),
        "opts": model_admin.opts,
        "object": obj,
        "page": page,
        "entries": describe(page.object_list, _before(records, page)),
        **(extra_context or {}),
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "core/history.html", context)


def describe(records, oldest_before=None) -> list[dict[str, Any]]:
    """Return ``{when, who, kind, reason, changes: [(label, old, new)]}`` for historical ``records``, newest first."""
    records = list(records)
    names = _names([*records, *([oldest_before] if oldest_before else [])])
    entries = []
    for record, before in zip(records, [*records[1:], oldest_before], strict=False):
        entries.append(
            {
                "when": record.history_date,
                "who": str(record.history_user) if record.history_user else "系统",
                "kind": _KINDS[record.history_type],
                "reason": record.history_change_reason or "",
                "changes": _changes(record, before, names) if before else [],
            }
        )
    return entries


def _before(records, page):
    """Return the record that precedes the oldest one of ``page``, to tell what that one changed."""
    rows = list(page.object_list)
    return records.filter(history_id__lt=rows[-1].history_id).order_by("-history_id").first() if rows else None


def _changes(record, before, names) -> list[tuple[str, str, str]]:
    return [
        (field.verbose_name, _words(before, field, names), _words(record, field, names))
        for field in record.tracked_fields
        if field.name not in _HIDDEN and getattr(record, field.attname) != getattr(before, field.attname)
    ]


def _words(record, field, names) -> str:
    value = getattr(record, field.attname)
    if value in (None, ""):
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.is_relation:
        return names.get((field.remote_field.model, value), f"已删除的{field.verbose_name}")
    return str(getattr(record, f"get_{field.name}_display")() if field.choices else value)


def _names(records) -> dict[tuple[type[models.Model], Any], str]:
    """Return the names of all rows that ``records`` point at: one query for each related model."""
    wanted: dict[type[models.Model], set] = {}
    for record in records:
        for field in record.tracked_fields:
            if field.is_relation and getattr(record, field.attname) is not None:
                wanted.setdefault(field.remote_field.model, set()).add(getattr(record, field.attname))
    return {
        (model, pk): str(row) for model, keys in wanted.items() for pk, row in model._base_manager.in_bulk(keys).items()
    }

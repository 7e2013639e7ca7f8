"""联系分布: the tree as a page; each figure leads to the list behind it."""

from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse

from liaison.core import clock
from liaison.directory.models import Level

from . import tree
from .models import Assignment

_PARAMETER = {Level.PREFECTURE: "prefecture", Level.COUNTY: "county"}


def tree_page(request):
    if not request.user.has_perm("assignments.view_assignment"):
        raise PermissionDenied
    columns = tree.columns()
    reporting = request.GET.get("by") != "statutory"
    roots = tree.build(request.user, clock.today(), reporting=reporting)
    context = {
        **admin.site.each_context(request),
        "title": "联系分布",
        "opts": Assignment._meta,
        "reporting": reporting,
        "columns": columns.values(),
        "rows": [row for root in roots for row in _rows(root, columns, 0)],
    }
    return TemplateResponse(request, "assignments/tree.html", context)


def _rows(node: tree.Node, columns: dict[str, tree.Column], depth: int, parent: tree.Node | None = None):
    """Yield what the template prints, top down: name, depth, figures, address of the list, place folded under."""
    yield {
        "name": f"{node.region.name}本级" if node.is_remainder else node.region.name,
        "code": node.region.code,
        "depth": depth,
        "under": parent.region.code if parent and depth > 1 else "",
        "opens": depth == 1 and bool(node.children),
        "figures": list(zip(columns.values(), node.row(list(columns)), strict=True)),
        "url": "" if node.is_remainder else _list_of(node, parent),
    }
    for child in node.children:
        yield from _rows(child, columns, depth + 1, node)


def _list_of(node: tree.Node, parent: tree.Node | None) -> str:
    """Return the address of the enterprises behind the figures, or "" where the list counts the place otherwise."""
    if not node.is_counted_as_shown():
        return ""
    address = reverse("admin:enterprises_enterprise_changelist")
    parameter = _PARAMETER.get(node.region.level)
    if not parameter:
        return address
    chosen = {parameter: node.region.code}
    if parameter == "county" and parent and node.region.reporting_unit_id == parent.region.pk:
        chosen = {"prefecture": parent.region.code, **chosen}
    return f"{address}?{urlencode(chosen)}"

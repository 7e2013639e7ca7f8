"""The parts of the enterprise's page that this room knows itself."""

from django.db.models import F
from django.urls import reverse

from liaison.core.history import describe

from . import page
from .models import Merge

_NEWEST = 8


def basics(enterprise, request) -> str:
    return page.render("enterprises/_basics.html", {"enterprise": enterprise, "tags": list(enterprise.tags.all())})


def add_contact(enterprise, request) -> page.Link | None:
    if not request.user.has_perm("enterprises.add_enterprisecontact"):
        return None
    return page.Link("添加", reverse("admin:enterprises_enterprisecontact_add") + f"?enterprise={enterprise.pk}")


def contacts(enterprise, request) -> str:
    may_change = request.user.has_perm("enterprises.change_enterprisecontact")
    return page.render(
        "enterprises/_contacts.html", {"contacts": list(enterprise.contacts.all()), "may_change": may_change}
    )


def names(enterprise, request) -> str:
    """Leave the card out where name and status never changed."""
    context = {
        "aliases": list(enterprise.aliases.order_by(F("valid_to").desc(nulls_first=True), "name")),
        "status_changes": list(enterprise.status_changes.select_related("by")),
        "merges": list(Merge.objects.standing().filter(winner=enterprise).select_related("by")),
        "may_undo": request.user.has_perm("enterprises.add_merge"),
    }
    return page.render("enterprises/_names.html", context) if any(list(context.values())[:3]) else ""


def all_changes(enterprise, request) -> page.Link:
    return page.Link("全部", reverse("admin:enterprises_enterprise_history", args=[enterprise.pk]))


def changes(enterprise, request) -> str:
    newest_first = enterprise.history.select_related("history_user").order_by("-history_id")
    records = list(newest_first[: _NEWEST + 1])
    oldest_before = records[_NEWEST] if len(records) > _NEWEST else None
    return page.render("enterprises/_changes.html", {"entries": describe(records[:_NEWEST], oldest_before)})


def legal_representative(enterprise, request) -> list[page.Fact]:
    name = enterprise.legal_representative
    return [page.Fact("法定代表人", name)] if name else []


def button(url_name: str, text: str, icon: str, permission: str):
    """Return the link of a button to the page ``url_name`` of this enterprise, for those with ``permission``."""

    def link(enterprise, request) -> page.Link | None:
        if not request.user.has_perm(permission):
            return None
        return page.Link(text, reverse(f"admin:enterprises_enterprise_{url_name}", args=[enterprise.pk]), icon)

    return link

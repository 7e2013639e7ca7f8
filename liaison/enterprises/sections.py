"""The parts of the enterprise's page that this room knows itself."""

from django.urls import reverse

from liaison.core.history import describe

from . import page
from .models import Merge

_NEWEST = 8


@page.section("basics", title="基本情况", order=20)
def basics(enterprise, request) -> str:
    return page.render("enterprises/_basics.html", {"enterprise": enterprise, "tags": list(enterprise.tags.all())})


def _add_contact(enterprise, request) -> page.Link | None:
    if not request.user.has_perm("enterprises.add_enterprisecontact"):
        return None
    return page.Link("添加", reverse("admin:enterprises_enterprisecontact_add") + f"?enterprise={enterprise.pk}")


@page.section("contacts", title="企业联系人", order=25, more=_add_contact)
def contacts(enterprise, request) -> str:
    may_change = request.user.has_perm("enterprises.change_enterprisecontact")
    return page.render(
        "enterprises/_contacts.html", {"contacts": list(enterprise.contacts.all()), "may_change": may_change}
    )


@page.section("names", title="名称与状态沿革", order=80)
def names(enterprise, request) -> str:
    """Leave the card out where name and status never changed."""
    context = {
        "aliases": list(enterprise.aliases.order_by("-valid_to", "name")),
        "status_changes": list(enterprise.status_changes.select_related("by")),
        "merges": list(Merge.objects.standing().filter(winner=enterprise).select_related("by")),
        "may_undo": request.user.has_perm("enterprises.add_merge"),
    }
    return page.render("enterprises/_names.html", context) if any(list(context.values())[:3]) else ""


def _all_changes(enterprise, request) -> page.Link:
    return page.Link("全部", reverse("admin:enterprises_enterprise_history", args=[enterprise.pk]))


@page.section("changes", title="变更记录", order=90, more=_all_changes)
def changes(enterprise, request) -> str:
    newest_first = enterprise.history.select_related("history_user").order_by("-history_id")
    records = list(newest_first[: _NEWEST + 1])
    oldest_before = records[_NEWEST] if len(records) > _NEWEST else None
    return page.render("enterprises/_changes.html", {"entries": describe(records[:_NEWEST], oldest_before)})


@page.headline(order=90)
def legal_representative(enterprise, request) -> list[page.Fact]:
    name = enterprise.legal_representative
    return [page.Fact("法定代表人", name)] if name else []


def _button(url_name: str, text: str, icon: str, permission: str, order: int) -> None:
    @page.action(order=order)
    def button(enterprise, request) -> page.Link | None:
        if not request.user.has_perm(permission):
            return None
        return page.Link(text, reverse(f"admin:enterprises_enterprise_{url_name}", args=[enterprise.pk]), icon)


_button("change", "修改资料", "edit", "enterprises.change_enterprise", 60)
_button("rename", "更名", "badge", "enterprises.change_enterprise", 70)
_button("status", "变更状态", "published_with_changes", "enterprises.change_enterprise", 80)
_button("merge", "合并重复", "call_merge", "enterprises.add_merge", 90)

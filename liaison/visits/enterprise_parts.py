"""What this room adds to the enterprise's page: a button, the last visits, the open promises."""

from django.urls import reverse

from liaison.core import clock
from liaison.enterprises import page
from liaison.visits.models import FollowUp, Visit

ROWS = 5


def log_visit(enterprise, request) -> page.Link | None:
    if not request.user.has_perm("visits.add_visit"):
        return None
    url = f"{reverse('admin:visits_quick')}?enterprise={enterprise.pk}"
    return page.Link("记走访", url, "edit_square", primary=True)


def one_pager(enterprise, request) -> page.Link | None:
    if not request.user.has_perm("visits.view_visit"):
        return None
    return page.Link("走访前一页纸", reverse("admin:visits_one_pager", args=[enterprise.pk]), "print")


def all_visits(enterprise, request) -> page.Link:
    return page.Link("全部", f"{reverse('admin:visits_visit_changelist')}?q={enterprise.uscc or enterprise.name}")


def visits(enterprise, request) -> str:
    seen = Visit.objects.visible_to(request.user).filter(enterprise=enterprise)
    this_year = seen.filter(held_on__year=clock.today().year).order_by()
    context = {
        "visits": seen.select_related("leader", "logged_by").prefetch_related("problems")[:ROWS],
        "visited": this_year.qualifying().count(),
        "contacted": this_year.contacts().count(),
    }
    return page.render("visits/_enterprise_visits.html", context)


def follow_ups(enterprise, request) -> str:
    rows = FollowUp.objects.visible_to(request.user).open().filter(visit__enterprise=enterprise)
    rows = list(rows.select_related("responsible").order_by("due_on"))
    context = {"follow_ups": rows, "today": clock.today()}
    return page.render("visits/_enterprise_follow_ups.html", context) if rows else ""

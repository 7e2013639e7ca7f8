"""What this room adds to the enterprise's page: its cases, and a button to file one."""

from django.urls import reverse

from liaison.core import clock
from liaison.core.workdays import WorkCalendar
from liaison.enterprises import page

from .lights import light_of
from .models import Case
from .parties import may_file

ROWS = 6


def file_case(enterprise, request) -> page.Link | None:
    if not may_file(request.user):
        return None
    url = f"{reverse('admin:cases_case_add')}?enterprise={enterprise.pk}"
    return page.Link("登记诉求", url, "add_comment")


def all_cases(enterprise, request) -> page.Link | None:
    if not request.user.has_perm("cases.view_case"):
        return None
    return page.Link("全部", f"{reverse('admin:cases_case_changelist')}?q={enterprise.uscc or enterprise.name}")


def cases(enterprise, request) -> str:
    """Open cases first, then the newest; two statements."""
    if not request.user.has_perm("cases.view_case"):
        return ""
    rows = Case.objects.visible_to(request.user).filter(enterprise=enterprise).select_related("lead_unit")
    found = sorted(rows[: ROWS * 5], key=lambda case: not case.is_open)[:ROWS]
    calendar, today = WorkCalendar.load(), clock.today()
    lit = [(case, light_of(case, today, calendar)) for case in found]
    return page.render("cases/_enterprise_cases.html", {"cases": lit})

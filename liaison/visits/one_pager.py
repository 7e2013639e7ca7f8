"""走访前一页纸: one sheet of paper to read in the car. Needs no login once printed."""

from django.template.response import TemplateResponse

from liaison.core import clock
from liaison.enterprises import page
from liaison.enterprises.views import find

from .briefing import briefing

VISITS_ON_PAPER = 5


def one_pager(request, pk, model_admin):
    """Show the printable sheet; rooms above add their part through ``enterprises.page.section(…, on_paper=True)``."""
    enterprise = find(request, pk)
    today = clock.today()
    context = {
        "enterprise": enterprise,
        "facts": page.facts(enterprise, request),
        "contacts": enterprise.contacts.all(),
        "briefing": briefing(enterprise, request.user, today, visits=VISITS_ON_PAPER),
        "cards": page.cards(enterprise, request, on_paper=True),
        "today": today,
        "printed_by": request.user,
    }
    return TemplateResponse(request, "visits/one_pager.html", context)

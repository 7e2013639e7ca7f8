"""What is said when holidays or rules change: how many cases have deadlines to be looked at anew."""

from liaison.core import clock
from liaison.core.calendar_changes import Said

from .parties import may_recount
from .services import recounting

PAGE = "admin:cases_case_recount"


def deadlines_to_recount(user) -> Said | None:
    """Return the number of cases: of one's own office with the way to the page, else of all offices."""
    today = clock.today()
    if user is not None and may_recount(user):
        found = recounting.count(user, today)
        return Said(f"有 {found} 件在办诉求的期限可以重算，核对确认后才会改动。", PAGE, "去核对") if found else None
    found = len(recounting.proposals(None, today))
    text = f"有 {found} 件在办诉求的期限可以重算，请各协调办公室打开“期限重算”核对确认，确认前不会改动。"
    return Said(text) if found else None

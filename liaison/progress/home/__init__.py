"""The home page: one for the officer in the field, one for offices that handle, one for those who watch."""

from liaison.core import clock
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Role

from . import office, officer, supervisor

_PAGES = {
    Role.OFFICER: ("progress/officer.html", officer.context),
    Role.HANDLER: ("progress/office.html", office.context),
    Role.COORDINATOR: ("progress/office.html", office.context),
}
_WATCH = ("progress/supervisor.html", supervisor.context)
WEEKDAYS = "一二三四五六日"


def home_of(request) -> dict:
    """Return the context of the person's home page; ``home_template`` names its page."""
    user, today = request.user, clock.today()
    template, build = _WATCH if user.is_superuser else _PAGES.get(user.role, _WATCH)
    calendar = WorkCalendar.load()
    about = {
        "home_template": template,
        "title": "首页",
        "today": today,
        "weekday": f"星期{WEEKDAYS[today.weekday()]}",
        "is_workday": calendar.is_workday(today),
        # Those who set deadlines are told early; the officer is told where a date is chosen.
        "calendar_warning": "" if build is officer.context else calendar.warning(today, calendar.add(today, 30)),
    }
    return about | build(request, today, calendar)

"""An event as one person may read it: enterprises out of sight are counted, not named."""

from dataclasses import dataclass

from liaison.directory.models import User
from liaison.visits.models import Problem, Visit, VisitEvent


@dataclass(frozen=True)
class Attended:
    visits: list[Visit]
    problems: list[Problem]
    hidden: int


def attendance_of(event: VisitEvent, user: User) -> Attended:
    """Return the visits and problems of ``event`` that ``user`` may see; a fixed number of statements."""
    visits = event.visits.visible_to(user).select_related("enterprise__region", "leader").order_by("pk")
    visits = list(visits.prefetch_related("problems"))
    problems = Problem.objects.filter(visit__in=visits).select_related("visit__enterprise", "unit").order_by("pk")
    return Attended(visits, list(problems), event.visits.count() - len(visits))

"""What was raised at a gathering (座谈会, 现场办公) becomes a case at once, saved together with the event.

At an ordinary visit the officer decides, problem by problem (``admin.intake``): not every remark is a 诉求.
"""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from liaison.directory.models import User
from liaison.visits.models import Problem, Visit

from .models import Category
from .parties import FILING_ROLES, may_file
from .services.intake import file_problems, guess_category


def turn_into_cases(visit: Visit, user: User) -> tuple[str, str] | None:
    """Offer to file what was raised, where it is not filed yet."""
    if not may_file(user) or not visit.problems.filter(case=None).exists():
        return None
    return "登记为诉求", f"{reverse('admin:cases_case_problems')}?visit={visit.pk}"


def file_what_was_raised(problems: Sequence[Problem], *, by: User, now: dt.datetime) -> None:
    """File the problems of an event; the office settles the category where the words do not."""
    raised = [problem for problem in problems if problem.visit.event_id]
    if not raised or by.role not in FILING_ROLES:
        return
    words = Category.objects.by_word()
    other = Category.objects.filter(parent=None).order_by("-order").first()
    if other is None:
        return
    category_of = {problem.pk: guess_category(problem.text, words) or other for problem in raised}
    file_problems(by=by, now=now, problems=raised, category_of=category_of)

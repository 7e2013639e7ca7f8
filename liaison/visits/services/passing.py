"""A draft of somebody who no longer serves an enterprise goes to the officer who does."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from liaison.assignments.succession import Succession
from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.enterprises.holding import hold_one
from liaison.enterprises.models import Enterprise
from liaison.visits.models import PassedOn, Visit


@transaction.atomic
def pass_on(*, enterprise: Enterprise, typed: Mapping[str, str], by: User) -> PassedOn:
    """Keep ``typed`` (fields of the quick form) for the officer who took the enterprise over from ``by``.

    Raises :class:`Refused` where there is nothing to pass on, or nobody to pass it to.
    """
    typed = {name: text.strip() for name, text in typed.items() if text.strip()}
    if not any(typed.get(name) for name in ("content", "problems", "promise")):
        raise Refused("还没有写内容，没有可以转交的。")
    enterprise = hold_one(enterprise)
    successor = Succession.of(enterprise).officer(by)
    if successor == by:
        raise Refused("这家企业还没有登记接任的联络员，暂时不能转交。您写的内容仍在本页。")
    return PassedOn.objects.create(enterprise=enterprise, typed=typed, by=by, to=successor)


def take(passed: PassedOn, *, now: dt.datetime, visit: Visit | None = None) -> None:
    """Say that the draft has been dealt with: it became ``visit``, or was not needed."""
    passed.taken_at, passed.visit = now, visit
    passed.save(update_fields=["taken_at", "visit", "updated_at"])

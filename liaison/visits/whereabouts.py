"""Visits and promises that went to another officer with their enterprise, or to another person alone."""

from django.utils.timezone import localdate

from liaison.core import moved

from .models import FollowUp


def passed_on(model, pk: int, user) -> moved.Whereabouts | None:
    """Tell a person who once had to keep a promise who keeps it now."""
    promise = FollowUp.objects.filter(pk=pk).select_related("responsible").first()
    if promise is None or not FollowUp.history.filter(id=pk, responsible=user.pk).exists():
        return None
    passed = FollowUp.history.filter(id=pk, responsible=promise.responsible_id).order_by("history_id").first()
    day = f"{localdate(passed.history_date):%Y-%m-%d} " if passed else ""
    return moved.Whereabouts(f"“{promise.promise}”已于 {day}转由{promise.responsible}负责。")

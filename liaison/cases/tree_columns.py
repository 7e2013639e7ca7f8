"""件 beside 户: cases still in the loop in the tree of places."""

from django.db.models import Count

from liaison.enterprises.models import Enterprise

from .models import Case


def cases_in_progress(user, today) -> dict[int, int]:
    """Return region id → open cases of enterprises there that ``user`` may see."""
    rows = Case.objects.in_progress().filter(enterprise__in=Enterprise.objects.visible_to(user))
    return dict(rows.order_by().values_list("enterprise__region").annotate(Count("pk")))

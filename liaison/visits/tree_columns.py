"""户次 beside 户: this year's visits in the tree of places."""

from django.db.models import Count

from liaison.assignments import tree
from liaison.enterprises.models import Enterprise

from .models import Visit


def visits_this_year(user, today) -> dict[int, int]:
    """Return region id → visits of this year to enterprises there that ``user`` may see."""
    rows = Visit.objects.filter(held_on__year=today.year, enterprise__in=Enterprise.objects.visible_to(user))
    return dict(rows.order_by().values_list("enterprise__region").annotate(Count("pk")))


tree.add_column("visits", title="本年走访", unit="户次", order=50, count=visits_this_year)

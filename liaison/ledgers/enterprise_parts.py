"""What this room adds to the enterprise's page: from which files its record came."""

from liaison.enterprises import page
from liaison.enterprises.models import Enterprise

from .models import ImportEffect

ROWS = 6


def imports(enterprise, request) -> str:
    """Name file, row, day and person to all who see the enterprise; the batch itself opens for those who may."""
    effects = ImportEffect.objects.filter(model=Enterprise._meta.label_lower, object_id=enterprise.pk)
    rows = list(effects.select_related("batch__created_by").order_by("-pk")[:ROWS])
    return page.render("ledgers/_enterprise_imports.html", {"effects": rows}) if rows else ""

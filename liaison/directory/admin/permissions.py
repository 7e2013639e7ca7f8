"""Who may edit the directory: rows inside the region one looks after; what is provincial, the province only."""

from liaison.directory.models import Level, Region


def looks_after(user, region: Region | None) -> bool:
    """Return whether ``user`` keeps the records of ``region`` (the whole province's, if None)."""
    if user.is_superuser:
        return True
    if not user.oversees_region:
        return False
    if region is None:
        return user.region.level == Level.PROVINCE
    return region.lineage.startswith(user.region.lineage)


class OwnRegionMixin:
    """Change only what lies in one's own region; ``region_of(obj)`` says where a row lies."""

    def region_of(self, obj) -> Region | None:
        return obj.region

    def has_change_permission(self, request, obj=None):
        permitted = super().has_change_permission(request, obj)
        return permitted and (obj is None or looks_after(request.user, self.region_of(obj)))

    def get_field_queryset(self, db, db_field, request):
        rows = super().get_field_queryset(db, db_field, request)
        if db_field.name == "region" and not request.user.is_superuser and request.user.oversees_region:
            return rows.filter(lineage__startswith=request.user.region.lineage)
        return rows

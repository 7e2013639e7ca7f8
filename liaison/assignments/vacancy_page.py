"""空缺情况: what is missing, each figure a link to the list where it can be filled."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from liaison.core import clock
from liaison.directory.models import Level, Region

from . import vacancies
from .models import Assignment

_LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
_SHOWN = 200


def vacancy_page(request):
    if not request.user.has_perm("assignments.view_assignment"):
        raise PermissionDenied
    user, day = request.user, clock.today()
    enterprises = vacancies.visible_enterprises(user)
    unlinked = vacancies.enterprises_without_leader(enterprises, day)
    regions = Region.objects.all()
    if not user.is_superuser:
        regions = regions.within(user.region) if user.oversees_region else regions.none()
    leaders = vacancies.leaders_without_officer(Assignment.objects.visible_to(user), day)
    empty_regions = list(vacancies.regions_without_leader(regions, day))
    context = {
        **admin.site.each_context(request),
        "title": "空缺情况",
        "opts": Assignment._meta,
        "total": enterprises.count(),
        "unlinked": unlinked.count(),
        "by_reporting_unit": vacancies.by_reporting_unit(unlinked),
        "levels": [
            (level.label, level.value, vacancies.enterprises_without_leader(enterprises, day, level).count())
            for level in _LEVELS
        ],
        "leaders": leaders[:_SHOWN],
        "missing_officers": sum(leader.missing for leader in leaders),
        "units": list(vacancies.units_without_provincial_leader(regions, day)),
        "regions": empty_regions,
    }
    return TemplateResponse(request, "assignments/vacancies.html", context)

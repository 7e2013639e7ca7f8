"""What this room says on the page of a unit that ends: the cases it still holds, and where to pass them on."""

from django.urls import reverse

from liaison.directory import unit_page

from .succession import may_pass_on, parts_to_pass_on


def cases_left(unit, request) -> unit_page.Note | None:
    if unit.valid_to is None or not may_pass_on(request.user):
        return None
    left = parts_to_pass_on(request.user).filter(unit=unit).count()
    if not left:
        return None
    url = f"{reverse('admin:cases_case_bulk_succeed')}?unit={unit.pk}"
    return unit_page.Note(
        f"{unit.name}（用到 {unit.valid_to:%Y-%m-%d}）还承办着 {left} 件没有办完的诉求。", url, "划转给承接单位"
    )

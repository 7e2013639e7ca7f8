"""What a room adds to list pages that cannot know it: filters to one list, parts above all of them."""

from collections import defaultdict
from collections.abc import Callable

from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, IS_FACETS_VAR, ORDER_VAR, PAGE_VAR, ChangeList
from django.db.models import Model
from django.http import HttpRequest, QueryDict

Part = Callable[[HttpRequest, ChangeList], str]
"""Returns safe HTML for above a list, "" for nothing. It may run one SQL statement, whatever the list holds."""

_filters: dict[type[Model], list[type]] = defaultdict(list)
_parts: list[Part] = []

# How a list is leafed through or how it came to be shown; none of it says which rows are wanted.
_PASSING = {PAGE_VAR, ALL_VAR, ERROR_FLAG, IS_FACETS_VAR, IS_POPUP_VAR, TO_FIELD_VAR}


def add_filter(model: type[Model], list_filter: type) -> None:
    """Add a ``SimpleListFilter`` class to the list page of ``model``; call it from ``AppConfig.ready``."""
    if list_filter not in _filters[model]:
        _filters[model].append(list_filter)


def filters_for(model: type[Model]) -> tuple[type, ...]:
    return tuple(_filters[model])


def add_part(part: Part) -> None:
    """Show ``part`` above every list page; call it from ``AppConfig.ready``."""
    if part not in _parts:
        _parts.append(part)


def parts_of(request: HttpRequest, changelist: ChangeList) -> list[str]:
    """Return the HTML of the parts that have something to say about this list."""
    return [said for part in _parts if (said := part(request, changelist))]


def lasting_query(query: str) -> str:
    """Return ``query`` (without "?") reduced to filters, search and order, in one spelling: a=1&b=2.

    Page numbers, error flags and empty values are left out; what remains is sorted and percent-encoded, so that
    equal wishes are equal strings.
    """
    wishes = QueryDict(query)
    lasting = QueryDict(mutable=True)
    for name in sorted(wishes):
        values = sorted({value for value in wishes.getlist(name) if value.strip()})
        if name not in _PASSING and values:
            lasting.setlist(name, values)
    return lasting.urlencode()


def narrows(query: str) -> bool:
    """Say whether ``query`` asks for more than an order of the rows."""
    return bool(QueryDict(lasting_query(query)).keys() - {ORDER_VAR})

"""What a room adds to pages of the admin that cannot know it: filters and actions of a list, actions of a record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, IS_FACETS_VAR, ORDER_VAR, PAGE_VAR
from django.db.models import F, Model
from django.http import HttpRequest, HttpResponse, QueryDict
from unfold.views import ChangeList

from .rooms import handed_in


class ListPage(ChangeList):
    """What is blank stands last, whichever way a list is sorted by that column and on every database."""

    def get_ordering(self, request, queryset):
        return [self._blank_last(by) for by in super().get_ordering(request, queryset)]

    def _blank_last(self, by: Any) -> Any:
        name = by.lstrip("-") if isinstance(by, str) else ""
        fields = {field.name: field for field in self.lookup_opts.concrete_fields if field.null}
        if name not in fields or fields[name].is_relation:
            return by
        return F(name).desc(nulls_last=True) if by.startswith("-") else F(name).asc(nulls_last=True)


@dataclass(frozen=True)
class ListPart:
    """Stands above every list: ``html(request, changelist)`` is safe HTML, "" for nothing, of at most one statement."""

    html: Callable[[HttpRequest, ChangeList], str]


@dataclass(frozen=True)
class ListFilter:
    """A ``SimpleListFilter`` class for the list of ``model``."""

    model: type[Model]
    list_filter: type


@dataclass(frozen=True)
class ListAction:
    """``run(model_admin, request, queryset)`` for ticked rows of ``model``, by those with ``permission``."""

    model: type[Model]
    name: str
    title: str
    run: Callable[..., HttpResponse | None]
    permission: str = ""


@dataclass(frozen=True)
class RecordAction:
    """A button above one record of ``model``: ``view(model_admin, request, object_id)``, an action of the theme."""

    model: type[Model]
    name: str
    view: Callable[..., HttpResponse]


# How a list is leafed through or how it came to be shown; none of it says which rows are wanted.
_PASSING = {PAGE_VAR, ALL_VAR, ERROR_FLAG, IS_FACETS_VAR, IS_POPUP_VAR, TO_FIELD_VAR}


def filters_for(model: type[Model]) -> tuple[type, ...]:
    return tuple(each.list_filter for each in handed_in(ListFilter) if each.model is model)


def list_actions_for(model: type[Model], user) -> dict[str, tuple[Callable, str, str]]:
    """Return the actions that ``user`` may run, as the admin wants them: name → (function, name, title)."""
    actions = (each for each in handed_in(ListAction) if each.model is model)
    permitted = (each for each in actions if not each.permission or user.has_perm(each.permission))
    return {each.name: (each.run, each.name, each.title) for each in permitted}


def record_actions_for(model: type[Model]) -> dict[str, Callable[..., HttpResponse]]:
    """Return the views of the buttons above a record, by name."""
    return {each.name: each.view for each in handed_in(RecordAction) if each.model is model}


def parts_of(request: HttpRequest, changelist: ChangeList) -> list[str]:
    """Return the HTML of the parts that have something to say about this list."""
    return [said for part in handed_in(ListPart) if (said := part.html(request, changelist))]


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

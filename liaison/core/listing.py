"""Filters that a room adds to a list page of a room below it, which cannot know them."""

from collections import defaultdict

from django.db.models import Model

_filters: dict[type[Model], list[type]] = defaultdict(list)


def add_filter(model: type[Model], list_filter: type) -> None:
    """Add a ``SimpleListFilter`` class to the list page of ``model``; call it from ``AppConfig.ready``."""
    if list_filter not in _filters[model]:
        _filters[model].append(list_filter)


def filters_for(model: type[Model]) -> tuple[type, ...]:
    return tuple(_filters[model])

"""Columns that rooms above add to the list of enterprises, which this room cannot know."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from liaison.core.rooms import handed_in

from .models import Enterprise


@dataclass(frozen=True)
class Column:
    """``prefetch(queryset)`` must cost a fixed number of statements; ``text(enterprise)`` none."""

    name: str
    title: str
    order: int
    text: Callable[[Enterprise], str]
    prefetch: Callable[[QuerySet], QuerySet]

    def as_display(self) -> Callable[[Enterprise], str]:
        """Return a callable for ``list_display``."""

        def display(enterprise):
            return self.text(enterprise)

        display.__name__ = self.name
        display.short_description = self.title
        return display


def columns() -> list[Column]:
    return sorted(handed_in(Column), key=lambda column: column.order)

"""What rooms above add to the list of enterprises: columns, filters and actions this room cannot know.

    # liaison/assignments/enterprise_list.py, imported in AssignmentsConfig.ready()
    listing.add_column("leaders", title="联系领导", order=30, text=leaders_of, prefetch=with_leaders)
    listing.add_filter(VacancyFilter)
    listing.add_action("assign_leader", assign_selected, title="分配联系领导", permission="assignments.add_assignment")

A column's ``prefetch(queryset) -> queryset`` must cost a fixed number of statements; ``text(enterprise)`` none.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from .models import Enterprise


@dataclass(frozen=True)
class Column:
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


@dataclass(frozen=True)
class ListAction:
    name: str
    title: str
    permission: str
    run: Callable


_columns: dict[str, Column] = {}
_filters: list = []
_actions: dict[str, ListAction] = {}


def add_column(name: str, *, title: str, order: int, text: Callable, prefetch: Callable) -> None:
    _columns[name] = Column(name, title, order, text, prefetch)


def add_filter(list_filter) -> None:
    """Add a ``SimpleListFilter`` class to the list of enterprises."""
    if list_filter not in _filters:
        _filters.append(list_filter)


def add_action(name: str, run: Callable, *, title: str, permission: str) -> None:
    """Add an admin action ``run(modeladmin, request, queryset)`` for those who hold ``permission``."""
    _actions[name] = ListAction(name, title, permission, run)


def columns() -> list[Column]:
    return sorted(_columns.values(), key=lambda column: column.order)


def filters() -> tuple:
    return tuple(_filters)


def actions_for(user) -> list[ListAction]:
    return [action for action in _actions.values() if user.has_perm(action.permission)]

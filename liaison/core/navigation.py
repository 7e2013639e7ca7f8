"""The sidebar: the order in which people work, not the order of the code.

A room hands in an :class:`Entry` for the group where people look for it; an entry shows only to those whose role
permits it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from .rooms import handed_in


@dataclass(frozen=True)
class Group:
    title: str
    order: int
    collapsible: bool = False


WORK = Group("工作台", 10)
LEDGERS = Group("台账", 30)
BASICS = Group("基础资料", 40, collapsible=True)


@dataclass(frozen=True)
class Entry:
    """A line of the sidebar: ``order`` within ``group``, ``icon`` the name of a Material Symbol (the theme ships it).

    ``page`` is a URL's name, ``query`` what follows it (``queue=sign``). It shows to those with ``permission`` (all,
    where there is none) for whom ``shows(request)`` is true; ``badge(request)`` gives a number beside it, 0 for none.
    """

    group: Group
    order: int
    title: str
    icon: str
    page: str
    permission: str = ""
    query: str = ""
    shows: Callable[[HttpRequest], bool] | None = None
    badge: Callable[[HttpRequest], int] | None = None
    colour: str = "info"

    @property
    def path(self) -> str:
        return reverse(self.page)

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    def is_for(self, request: HttpRequest) -> bool:
        permitted = not self.permission or request.user.has_perm(self.permission)
        return permitted and (self.shows is None or self.shows(request))

    def covers(self, request: HttpRequest) -> bool:
        """Whether the page shown lies at or below this entry's address; everything lies below the home page."""
        below = request.path == self.path or (self.page != "admin:index" and request.path.startswith(self.path))
        return below and all(request.GET.get(name) == value for name, value in QueryDict(self.query).items())


class _Badge:
    """A number worked out only where the sidebar is drawn; the theme copies its entries, and this stays itself."""

    def __init__(self, entry: Entry, request: HttpRequest) -> None:
        self.entry, self.request = entry, request

    def __deepcopy__(self, memo) -> "_Badge":
        return self

    def __bool__(self) -> bool:
        return self.entry.badge(self.request) > 0

    def __str__(self) -> str:
        return str(self.entry.badge(self.request))


def sidebar(request: HttpRequest) -> list[dict]:
    """Return the groups with the entries that this person sees, as the theme wants them (``SIDEBAR.navigation``)."""
    entries = [entry for entry in handed_in(Entry) if entry.is_for(request)]
    covering = [entry for entry in entries if entry.covers(request)]
    here = max(covering, key=lambda entry: (len(entry.path), len(entry.query)), default=None)
    groups = sorted({entry.group for entry in entries}, key=lambda group: group.order)
    return [
        {
            "title": group.title,
            "separator": group is not groups[0],
            "collapsible": group.collapsible,
            "items": [
                _item(entry, request, here)
                for entry in sorted(entries, key=lambda entry: entry.order)
                if entry.group == group
            ],
        }
        for group in groups
    ]


def _item(entry: Entry, request: HttpRequest, here: Entry | None) -> dict:
    item = {"title": entry.title, "icon": entry.icon, "link": entry.address, "active": entry is here}
    return item | ({"badge": _Badge(entry, request), "badge_variant": entry.colour} if entry.badge else {})

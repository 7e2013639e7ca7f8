"""一企一页: the frame of one enterprise's page, filled by the rooms that know the parts.

A room registers its parts from its ``AppConfig.ready`` (import the module that holds them there)::

    from liaison.enterprises import page

    @page.section("visits", title="走访记录", order=30)
    def visits(enterprise, request) -> str:
        rows = Visit.objects.visible_to(request.user).filter(enterprise=enterprise)[:5]
        return page.render("visits/_enterprise_visits.html", {"rows": rows})     # "" leaves the card out

    @page.headline(order=10)                       # facts in the head of the page: label, text, optional address
    def leaders(enterprise, request) -> list[page.Fact]: ...

    @page.action(order=10)                         # a button in the head; None where this person may not
    def log_visit(enterprise, request) -> page.Link | None: ...

``section(..., on_paper=True)`` also goes onto the printed 走访前一页纸, where links mean nothing.
``section(..., wide=True)`` spans both columns; ``more=fn(enterprise, request) -> page.Link | None`` puts a link into
the card's head. Templates may use the classes of ``enterprises/enterprises.css``: ``li-rows`` (a list of rows),
``li-row``, ``li-row-main``, ``li-row-side``, ``li-quiet`` (small grey), ``li-badge``. The enterprise was found through
``visible_to``; every other row must be narrowed by the section itself. A fixed number of statements, please.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string


@dataclass(frozen=True)
class Link:
    """A button: ``primary`` for the one thing most people come for."""

    text: str
    url: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Fact:
    """One line in the head of the page; ``phone`` becomes a link that dials."""

    label: str
    text: str
    note: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    order: int
    render: Callable
    wide: bool
    more: Callable | None
    on_paper: bool = False


@dataclass(frozen=True)
class Card:
    """A section as rendered for one enterprise and one person."""

    key: str
    title: str
    body: str
    wide: bool
    more: Link | None


_sections: dict[str, Section] = {}
_headlines: list[tuple[int, Callable]] = []
_actions: list[tuple[int, Callable]] = []


def section(
    key: str, *, title: str, order: int, wide: bool = False, more: Callable | None = None, on_paper: bool = False
) -> Callable:
    """Decorate ``fn(enterprise, request) -> html`` as one card of the page; ``order`` counts from the top."""

    def register(function: Callable) -> Callable:
        _sections[key] = Section(key, title, order, function, wide, more, on_paper)
        return function

    return register


def headline(*, order: int) -> Callable:
    """Decorate ``fn(enterprise, request) -> list[Fact]``."""
    return _register(_headlines, order)


def action(*, order: int) -> Callable:
    """Decorate ``fn(enterprise, request) -> Link | None``."""
    return _register(_actions, order)


def _register(where: list[tuple[int, Callable]], order: int) -> Callable:
    def register(function: Callable) -> Callable:
        if all(known is not function for _, known in where):
            where.append((order, function))
            where.sort(key=lambda pair: pair[0])
        return function

    return register


def render(template: str, context: dict) -> str:
    """Render a section's template."""
    return render_to_string(template, context)


def cards(enterprise, request, *, on_paper: bool = False) -> list[Card]:
    """Return the cards that have something to say, in order; only those meant for paper where asked."""
    found = []
    for part in sorted(_sections.values(), key=lambda part: part.order):
        if on_paper and not part.on_paper:
            continue
        body = part.render(enterprise, request)
        if body:
            more = part.more(enterprise, request) if part.more else None
            found.append(Card(part.key, part.title, body, part.wide, more))
    return found


def facts(enterprise, request) -> list[Fact]:
    return [fact for _, function in _headlines for fact in function(enterprise, request)]


def actions(enterprise, request) -> list[Link]:
    return [link for _, function in _actions if (link := function(enterprise, request))]

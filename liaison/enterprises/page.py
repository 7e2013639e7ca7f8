"""一企一页: the frame of one enterprise's page, filled by the rooms that know the parts.

A room hands in its parts (``core.rooms``)::

    Section("visits", "走访记录", order=30, render=visits),   # visits(enterprise, request) -> html, "" for no card
    Headline(order=10, facts=leaders),                        # facts in the head of the page
    Button(order=10, link=log_visit),                         # a button in the head; None where one may not

    def visits(enterprise, request) -> str:
        rows = Visit.objects.visible_to(request.user).filter(enterprise=enterprise)[:5]
        return page.render("visits/_enterprise_visits.html", {"rows": rows})

Templates may use the classes of ``enterprises/enterprises.css``: ``li-rows`` (a list of rows),
``li-row``, ``li-row-main``, ``li-row-side``, ``li-quiet`` (small grey), ``li-badge``. The enterprise was found through
``visible_to``; every other row must be narrowed by the section itself. A fixed number of statements, please.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string

from liaison.core.rooms import handed_in


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
    """One card of the page; ``order`` counts from the top.

    ``wide`` spans both columns, ``more(enterprise, request)`` puts a link into the card's head, and ``on_paper`` also
    goes onto the printed 走访前一页纸, where links mean nothing.
    """

    key: str
    title: str
    order: int
    render: Callable[..., str]
    wide: bool = False
    more: Callable[..., Link | None] | None = None
    on_paper: bool = False


@dataclass(frozen=True)
class Headline:
    order: int
    facts: Callable[..., list[Fact]]


@dataclass(frozen=True)
class Button:
    order: int
    link: Callable[..., Link | None]


@dataclass(frozen=True)
class Card:
    """A section as rendered for one enterprise and one person."""

    key: str
    title: str
    body: str
    wide: bool
    more: Link | None


def render(template: str, context: dict) -> str:
    """Render a section's template."""
    return render_to_string(template, context)


def cards(enterprise, request, *, on_paper: bool = False) -> list[Card]:
    """Return the cards that have something to say, in order; only those meant for paper where asked."""
    found = []
    for part in _in_order(Section):
        if on_paper and not part.on_paper:
            continue
        body = part.render(enterprise, request)
        if body:
            more = part.more(enterprise, request) if part.more else None
            found.append(Card(part.key, part.title, body, part.wide, more))
    return found


def facts(enterprise, request) -> list[Fact]:
    return [fact for headline in _in_order(Headline) for fact in headline.facts(enterprise, request)]


def actions(enterprise, request) -> list[Link]:
    return [link for button in _in_order(Button) if (link := button.link(enterprise, request))]


def _in_order(kind: type) -> list:
    return sorted(handed_in(kind), key=lambda part: part.order)

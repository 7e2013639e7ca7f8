"""Addresses of records that are no longer where somebody looks for them lead somewhere.

A room says where its records may have gone; the base of the admin and every page that finds a record by its id raise
what :func:`not_found` returns. Strangers get the bare 404 they always got: an explainer answers only to people who
knew the record, and tells no more than they knew or may know.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from .params import number
from .rooms import handed_in

_NOT_SHOWN = ("csrfmiddlewaretoken", "next")


@dataclass(frozen=True)
class Whereabouts:
    """What to tell: a sentence, and where to go on. ``straight`` goes there at once, saying so on arrival."""

    said: str
    url: str = ""
    link: str = ""
    straight: bool = False


@dataclass(frozen=True)
class Explainer:
    """``explain(model, pk, user)`` for rows of ``model`` (None: of any model); lower rooms are asked first."""

    model: type[Model] | None
    explain: Callable[[type[Model], int, Model], Whereabouts | None]


class Moved(Http404):
    """A 404 that knows where the record is now."""

    def __init__(self, where: Whereabouts) -> None:
        super().__init__(where.said)
        self.where = where


def whereabouts(model: type[Model], pk, user) -> Whereabouts | None:
    """Return where the row of ``model`` that ``user`` cannot find is now, as far as they may know."""
    asked_for = number(str(pk))
    if asked_for is None or not user.is_authenticated:
        return None
    asked = (each.explain for each in handed_in(Explainer) if each.model in (None, model))
    return next((found for explain in asked if (found := explain(model, asked_for, user))), None)


def not_found(model: type[Model], pk, user, words: str) -> Http404:
    """Return what to raise for a row that does not exist for ``user``; ``words`` where nothing is known of it."""
    where = whereabouts(model, pk, user)
    return Moved(where) if where else Http404(words)


def answer(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    """Lead on; or say where the record is, and show what was typed so that it is not lost."""
    if where.straight and request.method in ("GET", "HEAD"):
        messages.info(request, where.said)
        return redirect(where.url)
    typed = [value for name, value in request.POST.items() if name not in _NOT_SHOWN and _is_text(name, value)]
    context = {**admin.site.each_context(request), "title": "这条记录已不在这里", "where": where, "typed": typed}
    return TemplateResponse(request, "core/moved.html", context, status=409 if request.method == "POST" else 200)


def _is_text(name: str, value: str) -> bool:
    """Whether a person wrote this: not a key, a day or a mark of the form's own."""
    return not name.startswith("_") and len(value.strip()) > 1 and any("\u4e00" <= sign <= "\u9fff" for sign in value)

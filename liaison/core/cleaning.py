"""Characters that no database keeps, taken out of a request before any view sees it.

A NUL comes from broken links, scanners and some copied cells; nobody typed it. PostgreSQL fails over it wherever it
is compared or stored. An address that holds one names nothing: 404.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL = "\x00"


class CleaningMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _keepable(request.path_info):
            raise Http404("没有这个地址。")
        request.GET = _clean(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        if request.method == "POST":
            cleaned = _clean(request.POST)
            if cleaned is not request.POST:
                request.POST = cleaned


def _keepable(text: str) -> bool:
    return NUL not in text and (text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text))


def _clean(given: QueryDict) -> QueryDict:
    """Return ``given``, or where something in it cannot be kept a copy without those characters."""
    if all(_keepable(name) and all(map(_keepable, values)) for name, values in given.lists()):
        return given
    cleaned = given.copy()
    cleaned.clear()
    for name, values in given.lists():
        cleaned.setlist(_without(name), [_without(value) for value in values])
    cleaned._mutable = False
    return cleaned


def _without(text: str) -> str:
    return "".join(sign for sign in text if _keepable(sign))

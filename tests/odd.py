"""Addresses and fields as nobody means them: what pages ask for, and what may come in its place."""

import re
from collections.abc import Iterator

from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.crawl import home_of

# Already percent-encoded: ² is a digit to isdigit() and no number to int(); a NUL, no UTF-8, half a character.
PATHS = ("x", "%C2%B2", "%00", "0", "9" * 25, "_00", "_5F", "%FF", "-1", "%ED%A0%80")
# The one page that says 503 in a test, and means it.
NOT_ASKED = ("/readyz", "/healthz", "/admin/logout/")
_CONVERTED = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


def patterns() -> list[str]:
    """Return every route of the product, ``/admin/cases/case/<int:pk>/page/``, each once."""
    return sorted(set(_routes(get_resolver(), "/")))


def _routes(resolver: URLResolver, before: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        route = f"{before}{each.pattern}".replace("^", "").replace("\\Z", "").replace("$", "")
        if isinstance(each, URLResolver):
            yield from _routes(each, route)
        elif isinstance(each, URLPattern) and "static" not in route and "(?P" not in route and route not in NOT_ASKED:
            yield route


def odd_paths(route: str, pk: int = 1) -> list[str]:
    """Return ``route`` as an address: with ``pk``, and with something odd in the place of each part in turn."""
    parts = list(_CONVERTED.finditer(route))
    if not parts:
        return [route]
    usual = _CONVERTED.sub(lambda part: str(pk) if part["converter"] != "slug" else "x", route)
    return [usual, *(_CONVERTED.sub(odd, route) for odd in PATHS)]


def pages_of_models(world: dict[type, object]) -> list[tuple[str, type | None]]:
    """Return (address, model) of every page of the admin, those of a row for the world's row."""
    found: list[tuple[str, type | None]] = []
    for route in patterns():
        model = next((m for m in admin.site._registry if route.startswith(home_of(m))), None)
        row = world.get(model)
        found.append((odd_paths(route, row.pk if row else 1)[0], model))
    return found


def fault_of(client: Client, method: str, url: str, body: str = "") -> str:
    """Send one request; return "" or how and where it failed."""
    form = "application/x-www-form-urlencoded"
    return fault_of_response(
        client.get(url) if method == "get" else client.generic("POST", url, body, content_type=form)
    )


def fault_of_response(response) -> str:
    """Return "" or how and where the request failed."""
    if response.status_code < 500:
        return ""
    kind, error, trace = response.exc_info or (type(None), None, None)
    frames = []
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename.split('site-packages/')[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    own = [frame for frame in frames if "/liaison/" in frame][-1:]
    return f"{response.status_code} {kind.__name__} {str(error)[:80]!r} in {[*own, *frames[-1:]]}"

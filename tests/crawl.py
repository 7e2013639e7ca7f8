"""Walking the product's pages as a person could: by every address the admin has, and by every link from there."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.pages import parse

PAGES_AT_MOST = 400
_NO_PAGE = re.compile(r"<(slug|str|path):|\(\?P|/(file|errors|logout)/$")


def shape(url: str) -> str:
    """Pages of one kind are looked at once: numbers and values in the address do not matter."""
    parts = urlsplit(url)
    names = sorted(pair.split("=")[0] for pair in parts.query.split("&") if pair)
    return re.sub(r"\d+", "N", parts.path) + "?" + "&".join(names)


def links(response, url: str) -> list[str]:
    found = [
        urljoin(url, href) for href in parse(response).xpath("//a/@href | //*/@hx-get | //form[@method='get']/@action")
    ]
    return [link for link in found if link.startswith("/admin/") and "#" not in link and "logout" not in link]


def is_page(response) -> bool:
    kind = response.get("Content-Type", "")
    return response.status_code == 200 and kind.startswith("text/html") and not response.streaming and response.content


def crawl(client, starts: list[str]) -> Iterator[tuple[str, object]]:
    """Yield ``(address, response)`` of all pages reachable by links from ``starts``, one of each shape.

    An address that leads nowhere does not stand for its shape: which row has which number is up to the database.
    """
    queue, seen, nowhere = deque(starts), set(), set()
    while queue and len(seen) < PAGES_AT_MOST:
        url = queue.popleft()
        if shape(url) in seen or url in nowhere:
            continue
        response = client.get(url)
        assert response.status_code in (200, 302, 403, 404, 405), f"{response.status_code} at {url}"
        if response.status_code == 404:
            nowhere.add(url)
            continue
        seen.add(shape(url))
        if response.status_code == 302:
            queue.append(urljoin(url, response["Location"]))
        elif is_page(response):
            yield url, response
            queue.extend(link for link in links(response, url) if shape(link) not in seen)
    assert len(seen) > 5, f"nothing to crawl: {seen}"


def pages_of(model_admin, row) -> list[str]:
    """Every address the admin has for ``row``, whether or not a link leads there."""
    found = []
    for name, args in [
        ("changelist", []),
        ("add", []),
        *((view, [row.pk]) for view in ("change", "history", "delete") if row),
    ]:
        try:
            found.append(reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_{name}", args=args))
        except NoReverseMatch:
            continue
    return found


def pages_of_the_admin(world) -> list[str]:
    return [
        page for model, model_admin in admin.site._registry.items() for page in pages_of(model_admin, world.get(model))
    ]


def addresses(world) -> list[str]:
    """Every address of the product, its numbers filled in from ``world``; words in an address are left to the links.

    The row of the model under whose address a page stands comes first, then all others. Downloads are left out: the
    files of the made-up world hold nothing.
    """
    numbers = sorted({row.pk for row in world.values()})
    found = []
    for route in _routes(get_resolver()):
        if route.startswith("admin/") and not _NO_PAGE.search(route):
            own = [row.pk for model, row in world.items() if f"/{route}".startswith(home_of(model))]
            found += [re.sub(r"<int:\w+>", str(number), "/" + route) for number in [*own, *numbers]]
    return list(dict.fromkeys(found))


def home_of(model: type) -> str:
    """Return the address of the list of ``model``, under which its pages stand."""
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)

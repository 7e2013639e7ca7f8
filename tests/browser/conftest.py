"""A real Chromium against the live server: ``browser_page(width=390)``, ``login(page, user)``.

Pages wait for conditions (``expect(...)``, ``page.wait_for_url``), never for time. Nothing may be loaded from
outside: a page that asks for another host fails its test.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests.chromium import CHROMIUM, IN_CI

HERE = Path(__file__).parent
LEFT_OUT = pytest.StashKey[int]()


def pytest_collection_modifyitems(config, items):
    """Every test here needs the browser; without one it is left out and said so, in CI it fails."""
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db(transaction=True))
    if CHROMIUM or IN_CI or not ours:
        return
    items[:] = [item for item in items if item not in ours]
    config.hook.pytest_deselected(items=ours)
    config.stash[LEFT_OUT] = len(ours)


def pytest_terminal_summary(terminalreporter, config):
    left_out = config.stash.get(LEFT_OUT, 0)
    if left_out:
        terminalreporter.write_line(f"LEFT OUT: {left_out} browser tests (no Chromium found; set CHROMIUM to its path)")


@pytest.fixture
def browser_page(chromium, live_server) -> Iterator[Callable[..., Page]]:
    """Return a factory ``browser_page(width=1366)`` of fresh pages (each its own session) on the live server.

    Widths up to 430 px are phones: touch, and the height of one. ``page.outside`` lists addresses of other hosts.
    """
    contexts, outside = [], []

    def note_strangers(request) -> None:
        if request.url.startswith("http") and not request.url.startswith(live_server.url):
            outside.append(request.url)

    def open_page(*, width: int = 1366) -> Page:
        phone = width <= 430
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844 if phone else 900},
            has_touch=phone,
            is_mobile=phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(15_000)
        context.on("request", note_strangers)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not outside, f"loaded from outside: {outside}"


@pytest.fixture
def login(live_server) -> Callable[[Page, object], None]:
    """Return ``login(page, user)``: signs ``user`` in on ``page`` without the form (the form has its own test)."""

    def sign_in(page: Page, user) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    return sign_in

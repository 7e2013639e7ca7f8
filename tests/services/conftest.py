"""Tests here run the product's real processes: with REDIS_URL set on a real Redis, else on the embedded broker."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from liaison.core.clock import today as real_today
from liaison.core.models import CalendarOverride
from tests.chromium import CHROMIUM, IN_CI
from tests.services.product import Product, Redis

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config, items) -> None:
    """Mark what is ours; what needs the browser is left out where there is none (the summary says so)."""
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.services)
    if not CHROMIUM and not IN_CI:
        blind = [item for item in ours if "chromium" in item.fixturenames]
        items[:] = [item for item in items if item not in blind]
        config.hook.pytest_deselected(items=blind)


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    server = Redis()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def working_today(transactional_db) -> None:
    """Make the real today a working day: these processes ask the machine's own clock."""
    CalendarOverride.objects.create(date=real_today(), is_workday=True, name="测试日")


@pytest.fixture
def start_product(transactional_db, tmp_path, request) -> Iterator[Callable[..., Product]]:
    """Return ``start_product(redis=None, **environment)``; whatever it started is stopped at the end."""
    started: list[Product] = []
    usual = request.getfixturevalue("own_redis") if os.environ.get("REDIS_URL") else None

    def start(redis: Redis | None = usual, **environment: str) -> Product:
        product = Product(tmp_path / "var", redis, **environment)
        started.append(product)
        return product.start()

    yield start
    for product in started:
        product.stop()

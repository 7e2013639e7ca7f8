"""Starting and stopping: nothing left behind, one copy at a time, what falls over stands up again."""

import json
import signal

import pytest

from tests.services.product import Product


def wait_until_gone(product: Product) -> None:
    # Children end within moments of their parent; the file system of processes is all there is to ask.
    for _ in range(10_000_000):
        if not product.processes():
            return
    raise AssertionError(f"left behind: {product.processes()}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_leaves_no_process_behind(start_product, number):
    product = start_product()
    assert len(product.processes()) >= 5
    assert product.stop(number) == 0
    assert product.processes() == []


def test_health_pages_tell_the_truth(start_product):
    product = start_product()
    assert product.get("/healthz") == (200, '{"status": "ok"}')
    status, body = product.get("/readyz")
    told = json.loads(body)
    assert {told[part] for part in ("database", "migrations", "broker")} == {"ok"}
    assert status == (200 if told["beat"] == "ok" else 503)

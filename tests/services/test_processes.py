"""Starting and stopping: ready when it says so, nothing left behind, one copy at a time."""

import json
import signal
import subprocess
import sys

from django.conf import settings

from tests.services.product import Product, hear_the_terminal, until


def serve_beside(product: Product, **environment: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "serve"]
    told = {**product.environment, **environment}
    return subprocess.run(command, cwd=settings.BASE_DIR, env=told, capture_output=True, text=True, timeout=60)


def test_product_is_ready_alone_and_leaves_nothing_behind(start_product, tmp_path):
    product = start_product()
    assert product.get("/healthz") == (200, '{"status": "ok"}')
    until(lambda: product.answers("/readyz"))
    told = json.loads(product.get("/readyz")[1])
    assert told == {"status": "ok", "database": "ok", "migrations": "ok", "broker": "ok", "beat": "ok"}
    assert len(product.processes()) >= 5

    second = serve_beside(product)
    assert second.returncode == 1
    assert "系统已经在运行" in second.stderr
    elsewhere = serve_beside(product, LIAISON_VAR=str(tmp_path / "other"))
    assert elsewhere.returncode == 1
    assert f"端口 {product.port} 不能使用" in elsewhere.stderr
    assert "Traceback" not in second.stderr + elsewhere.stderr

    assert product.stop(signal.SIGTERM) == 0
    assert product.processes() == []


def test_closed_terminal_while_still_starting_leaves_nothing_behind(transactional_db, tmp_path):
    product = Product(tmp_path / "var")
    process = subprocess.Popen(
        product.command,
        cwd=product.folder,
        env=product.environment,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=hear_the_terminal,
    )
    assert "migrating" in process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=30) == 0
    assert product.processes() == []

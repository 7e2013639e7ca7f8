"""``/healthz``: this process lives. ``/readyz``: the product as a whole can do its work."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from config.beat import seen_lately
from config.broker import broker_answers


def healthz(request: HttpRequest) -> JsonResponse:
    """Return 200 as long as the process can answer at all; it asks nobody else."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Return 200 with ``{"status": "ok", …}`` when every part answers, else 503 naming the parts that do not."""
    parts = {
        "database": _database_answers(),
        "migrations": _migrations_applied(),
        "broker": broker_answers(),
        "beat": seen_lately(),
    }
    ready = all(parts.values())
    body = {
        "status": "ok" if ready else "unavailable",
        **{name: "ok" if fine else "down" for name, fine in parts.items()},
    }
    return JsonResponse(body, status=200 if ready else 503, headers={"Cache-Control": "no-store"})


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # whatever a driver or a wrong DATABASE_URL raises means "not ready"
        return False
    return True


def _migrations_applied() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception:
        return False

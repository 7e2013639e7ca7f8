"""DATABASE_URL → Django's database settings, with what each engine needs to be sound."""

from pathlib import Path
from typing import Any

import environ

SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN: two writers queue instead of failing half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def database_from_url(url: str, sqlite_path: Path) -> dict[str, Any]:
    """Return ``DATABASES["default"]`` for ``url``; an empty ``url`` means SQLite at ``sqlite_path``.

    A URL that cannot be understood gives the dummy engine and the reason under ``LIAISON_ERROR``,
    which ``config.checks`` reports; settings must import even when the environment is wrong.
    """
    try:
        config = environ.Env.db_url_config(url or f"sqlite:///{sqlite_path}")
        if not config.get("ENGINE", "").endswith((".sqlite3", ".postgresql")):
            raise ValueError(config.get("ENGINE") or url)
    except Exception as error:
        return {"ENGINE": "django.db.backends.dummy", "LIAISON_ERROR": f"{url}: {error}"}
    if config["ENGINE"].endswith(".sqlite3"):
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    else:
        config.setdefault("CONN_MAX_AGE", 60)
        config.setdefault("CONN_HEALTH_CHECKS", True)
        config["OPTIONS"] = {"connect_timeout": 5, **config.get("OPTIONS", {})}
    return config

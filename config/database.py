"""DATABASE_URL → Django's database settings, with what each engine needs to be sound."""

from pathlib import Path
from typing import Any

import environ

SCHEMES = ("postgres", "postgresql", "sqlite")
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
    scheme = url.partition(":")[0]
    if url and scheme not in SCHEMES:
        return _unusable(f"不认识“{scheme[:20]}”，只支持 {'、'.join(SCHEMES)}")
    try:
        config = environ.Env.db_url_config(url or f"sqlite:///{sqlite_path}")
    except (ValueError, environ.ImproperlyConfigured):
        return _unusable("格式不对；端口应为数字，密码中的特殊符号须转义")
    if config["ENGINE"].endswith(".sqlite3"):
        if config["NAME"] != ":memory:" and not Path(config["NAME"]).parent.is_dir():
            return _unusable(f"文件夹 {Path(config['NAME']).parent} 不存在")
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    else:
        config.setdefault("CONN_MAX_AGE", 60)
        config.setdefault("CONN_HEALTH_CHECKS", True)
        config["OPTIONS"] = {"connect_timeout": 5, **config.get("OPTIONS", {})}
    return config


def _unusable(reason: str) -> dict[str, Any]:
    # The URL itself is not repeated: it may hold a password.
    return {"ENGINE": "django.db.backends.dummy", "LIAISON_ERROR": reason}

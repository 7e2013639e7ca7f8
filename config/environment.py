"""Read the environment without ever raising: what is wrong is noted, and ``config.checks`` says it in plain words."""

import hashlib
import os
import tempfile
import zoneinfo
from pathlib import Path
from typing import Any, NamedTuple

import environ

REDIS_SCHEMES = ("redis://", "rediss://", "redis+socket://")
DEFAULT_TIME_ZONE = "Asia/Shanghai"


class Problem(NamedTuple):
    """One wrong value: the check's id, the variable, what is wrong (Chinese)."""

    id: str
    variable: str
    reason: str


def read_time_zone(problems: list[Problem]) -> str:
    """Return TIME_ZONE, or Asia/Shanghai where it names no zone."""
    name = os.environ.get("TIME_ZONE") or DEFAULT_TIME_ZONE
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(Problem("liaison.E005", "TIME_ZONE", f"没有名为“{name}”的时区"))
        return DEFAULT_TIME_ZONE
    return name


def read_email(problems: list[Problem]) -> dict[str, Any]:
    """Return Django's e-mail settings for EMAIL_URL; without one no e-mail is sent."""
    silent = {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    url = os.environ.get("EMAIL_URL", "")
    if not url:
        return silent
    try:
        config = environ.Env.email_url_config(url)
        if "smtp" in config["EMAIL_BACKEND"] and not config.get("EMAIL_HOST"):
            raise ValueError("没有写明邮件服务器地址")
    except (ValueError, KeyError, environ.ImproperlyConfigured) as error:
        problems.append(Problem("liaison.E006", "EMAIL_URL", f"无法识别（{error}）"))
        return silent
    # A mail server that does not answer must not hold a worker for minutes.
    return {**config, "EMAIL_TIMEOUT": 20}


def read_redis_url(problems: list[Problem]) -> str:
    """Return REDIS_URL, or an empty text (the embedded broker) where it is unset or no Redis address."""
    url = os.environ.get("REDIS_URL", "").strip()
    if url and not url.startswith(REDIS_SCHEMES):
        problems.append(Problem("liaison.E003", "REDIS_URL", "不是 Redis 地址"))
        return ""
    return url


def read_hosts(problems: list[Problem]) -> list[str]:
    """Return ALLOWED_HOSTS; an entry with a scheme, path or blank would silently match nothing."""
    hosts = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "*").split(",") if host.strip()]
    wrong = [host for host in hosts if "/" in host or " " in host]
    if wrong or not hosts:
        problems.append(Problem("liaison.E007", "ALLOWED_HOSTS", f"含有不是主机名的内容：{'、'.join(wrong) or '空'}"))
    return hosts


def broker_folder(var: Path) -> Path:
    """Return where the embedded broker of data folder ``var`` keeps its socket.

    It lies in the temporary directory because a socket path may hold 107 bytes only; each data folder has its own.
    """
    return Path(tempfile.gettempdir()) / f"liaison-{hashlib.sha256(str(var).encode()).hexdigest()[:12]}"

"""How far a preview, a commit or an export has come, for the progress bar. It lives in the broker, because what a
worker writes inside its transaction nobody else can see; it is decoration, and its loss harms nothing."""

import logging

from django.conf import settings

log = logging.getLogger(__name__)
_SECONDS = 3600
_PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": None}


def report(job_id: int, done: int, *, of: str = "import") -> None:
    """Say that ``done`` rows of a job are dealt with; ``of`` names the kind (``preview``, ``import``, ``export``)."""
    _ask(lambda client: client.set(_key(of, job_id), done, ex=_SECONDS))


def read(job_id: int, *, of: str = "import") -> int:
    """Return how many rows are dealt with as far as anybody knows; 0 when nobody does."""
    return int(_ask(lambda client: client.get(_key(of, job_id))) or 0)


def _key(of: str, job_id: int) -> str:
    return f"liaison:{of}:{job_id}"


def _ask(question):
    import redis  # large, and not needed before somebody asks

    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://", 1)
    try:
        with redis.Redis.from_url(url, **_PATIENCE) as client:
            return question(client)
    except (redis.RedisError, ValueError) as error:
        log.info("no progress to be told: %s", error)
        return None

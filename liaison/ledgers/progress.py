"""How far a commit has come, for the progress bar. It lives in the broker, because what a worker writes inside its
transaction nobody else can see; it is decoration, and its loss harms nothing."""

import logging

import redis
from django.conf import settings

log = logging.getLogger(__name__)
_SECONDS = 3600
_PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": None}


def report(batch_id: int, done: int) -> None:
    """Say that ``done`` rows of a batch are written."""
    _ask(lambda client: client.set(_key(batch_id), done, ex=_SECONDS))


def read(batch_id: int) -> int:
    """Return how many rows are written as far as anybody knows; 0 when nobody does."""
    return int(_ask(lambda client: client.get(_key(batch_id))) or 0)


def _key(batch_id: int) -> str:
    return f"liaison:import:{batch_id}"


def _ask(question):
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://", 1)
    try:
        with redis.Redis.from_url(url, **_PATIENCE) as client:
            return question(client)
    except (redis.RedisError, ValueError) as error:
        log.info("no progress of imports: %s", error)
        return None

"""Celery's beat, leaving a sign of life that ``/readyz`` can read from any machine."""

import time

import redis
from django_celery_beat.schedulers import DatabaseScheduler

from config.broker import broker_client

SIGN_KEY = "liaison:beat:seen"
SIGN_EVERY = 20
SIGN_LASTS = 120


class SigningScheduler(DatabaseScheduler):
    """The database scheduler, plus a key in the broker that expires two minutes after the last tick."""

    signed_at = float("-inf")

    def tick(self, *args, **kwargs):
        if time.monotonic() - self.signed_at > SIGN_EVERY:
            self.signed_at = time.monotonic()
            sign()
        return super().tick(*args, **kwargs)


def sign() -> None:
    """Renew the sign; an unreachable broker is told elsewhere and must not stop beat."""
    try:
        with broker_client() as client:
            client.set(SIGN_KEY, int(time.time()), ex=SIGN_LASTS)
    except redis.RedisError:
        pass


def seen_lately() -> bool:
    """Return whether some beat gave a sign within the last two minutes."""
    try:
        with broker_client() as client:
            return bool(client.exists(SIGN_KEY))
    except redis.RedisError:
        return False

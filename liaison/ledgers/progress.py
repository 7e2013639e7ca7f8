"""How far a commit has come, for the progress bar. It lives in the broker, because what a worker writes inside its
transaction nobody else can see; it is decoration, and its loss harms nothing."""

import logging

from celery import current_app

log = logging.getLogger(__name__)
_SECONDS = 3600


def report(batch_id: int, done: int) -> None:
    """Say that ``done`` rows of a batch are written."""
    _ask(lambda client: client.set(_key(batch_id), done, ex=_SECONDS))


def read(batch_id: int) -> int:
    """Return how many rows are written as far as anybody knows; 0 when nobody does."""
    return int(_ask(lambda client: client.get(_key(batch_id))) or 0)


def _key(batch_id: int) -> str:
    return f"liaison:import:{batch_id}"


def _ask(question):
    try:
        with current_app.connection_for_write() as connection:
            client = getattr(connection.default_channel, "client", None)
            return question(client) if client is not None else None
    except Exception as error:  # whatever the transport raises: a missing progress bar must not stop an import
        log.info("no progress of imports: %s", error)
        return None

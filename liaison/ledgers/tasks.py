"""Ids in, service called. Whatever gets lost on the way is found again by ``sweep``."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.ledgers import services

log = logging.getLogger(__name__)


@shared_task
def commit_batch(batch_id: int) -> None:
    try:
        result = services.commit(batch_id=batch_id, now=clock.now(), today=clock.today())
    except Refused as refusal:
        log.info("import batch %s went back to its preview: %s", batch_id, refusal.message)
    else:
        log.info("import batch %s: %s", batch_id, result.batch.state if result else "done by another worker")


@shared_task
def sweep() -> None:
    """Take up batches whose worker died: nothing of theirs was written, so they are simply run again."""
    for batch_id in services.reclaim_stalled(now=clock.now()):
        log.warning("import batch %s had lost its worker, running it again", batch_id)
        commit_batch(batch_id)


def hand_to_worker(batch_id: int) -> None:
    """Queue a claimed batch; without a broker it is written here and now, so that nobody waits for nothing."""
    try:
        commit_batch.delay(batch_id)
    except OperationalError as error:
        log.warning("broker unreachable, import batch %s is written in place: %s", batch_id, error)
        commit_batch(batch_id)

"""Ids in, service called. Whatever gets lost on the way is found again by ``sweep``."""

import logging
from functools import partial

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.ledgers import grouping, parsed, preview_jobs, services
from liaison.ledgers.exporting import jobs
from liaison.ledgers.models import BatchState, ImportBatch, ImportGroup

log = logging.getLogger(__name__)


@shared_task
def read_batch(batch_id: int) -> None:
    batch = preview_jobs.run(batch_id=batch_id, clock=clock.now, today=clock.today())
    log.info("import batch %s: %s", batch_id, batch.state if batch else "in the hands of another worker")
    if batch and (group := grouping.spread(batch_id=batch_id)):
        read_parts(group)


@shared_task
def commit_group(group_id: int) -> None:
    try:
        group = grouping.commit(group_id=group_id, now=clock.now(), today=clock.today())
    except Refused as refusal:
        log.info("import group %s went back to its preview: %s", group_id, refusal.message)
    else:
        log.info("import group %s: %s", group_id, group.state if group else "done by another worker")


@shared_task
def commit_batch(batch_id: int) -> None:
    try:
        result = services.commit(batch_id=batch_id, now=clock.now(), today=clock.today())
    except Refused as refusal:
        log.info("import batch %s went back to its preview: %s", batch_id, refusal.message)
    else:
        log.info("import batch %s: %s", batch_id, result.batch.state if result else "done by another worker")
        if result:
            read_if_waiting(result.batch)


@shared_task
def sweep() -> None:
    """Take up batches that were lost or whose worker died: nothing of theirs was written, they are simply run again."""
    for batch_id in services.reclaim_stalled(now=clock.now()):
        log.warning("import batch %s had lost its worker, running it again", batch_id)
        commit_batch(batch_id)
    for group_id in grouping.reclaim_stalled(now=clock.now()):
        log.warning("import group %s had lost its worker, running it again", group_id)
        commit_group(group_id)
    for batch_id in preview_jobs.take_up_stalled(now=clock.now()):
        log.warning("import batch %s was left unread, reading it", batch_id)
        read_batch(batch_id)


@shared_task
def forget_read() -> None:
    """Take away what earlier days' readings left beside their files."""
    if forgotten := parsed.forget_read(today=clock.today()):
        log.info("what was read of %s files on earlier days was taken away", forgotten)


@shared_task
def write_export(export_id: int) -> None:
    job = jobs.run(export_id=export_id, clock=clock.now, today=clock.today())
    log.info("export %s: %s", export_id, job.state if job else "in the hands of another worker")


@shared_task
def sweep_exports() -> None:
    """Write the exports that the broker lost or whose worker died; nothing of theirs was offered to anybody."""
    for export_id in jobs.take_up_stalled(now=clock.now()):
        log.warning("export %s was left lying, running it again", export_id)
        write_export(export_id)


@shared_task
def remove_expired_exports() -> None:
    if removed := jobs.remove_expired(now=clock.now()):
        log.info("%s exported files had reached their age and were removed", removed)


def read_if_waiting(batch: ImportBatch) -> None:
    """Hand ``batch`` to a worker, once what put it in the queue is stored; one that is not READING is left alone."""
    if batch.state == BatchState.READING:
        transaction.on_commit(partial(hand_to_worker, read_batch, batch.pk))


def read_parts(group: ImportGroup) -> None:
    """Hand every part of ``group`` that waits to be read to a worker."""
    for batch in group.parts.filter(claimed_at=None):
        read_if_waiting(batch)


def hand_to_worker(task: Task, row_id: int) -> None:
    """Queue ``task`` for a row; without a broker it is done here and now, so that nobody waits for nothing."""
    try:
        task.delay(row_id)
    except OperationalError as error:
        log.warning("broker unreachable, %s of %s is done in place: %s", task.name, row_id, error)
        task(row_id)

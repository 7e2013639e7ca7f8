"""When to look; what is due and what becomes of it is the services' business."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from liaison.core import clock

from . import delivery, services

log = logging.getLogger(__name__)


@shared_task
def scan() -> None:
    outcome = services.send_reminders(now=clock.now(), post=hand_to_workers)
    log.info("reminders: %s", outcome.as_dict())


@shared_task
def sweep() -> None:
    if outcome := services.sweep(now=clock.now(), post=hand_to_workers):
        log.info("reminders swept: %s", outcome.as_dict())


@shared_task
def deliver(ids: list[int]) -> None:
    failed = delivery.send_emails(ids, clock=clock.now)
    log.info("%s e-mails handled, %s failed", len(ids), failed)


def hand_to_workers(ids: list[int]) -> int:
    """Queue a batch of e-mails; without a broker they stay in the outbox, where the sweep finds them."""
    try:
        deliver.delay(ids)
    except OperationalError as error:
        log.warning("broker unreachable, e-mails wait for the sweep: %s", error)
    return 0

import logging

from celery import shared_task

from liaison.core import clock
from liaison.core.models import SentForm

log = logging.getLogger(__name__)


@shared_task
def forget_sent_forms() -> None:
    if forgotten := SentForm.objects.forget(clock.now()):
        log.info("%s forms sent long ago were forgotten", forgotten)

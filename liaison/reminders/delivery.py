"""Bring reminders to people: the inbox in one stroke, e-mail address by address."""

import datetime as dt
import hashlib
import logging
import smtplib
from collections.abc import Callable, Iterable

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from .models import Channel, Delivery, DeliveryState, Reminder

log = logging.getLogger(__name__)

Clock = Callable[[], dt.datetime]

BATCH = 500
# A worker that was killed while sending loses its claim after this long; one e-mail takes a minute at the very most.
LEASE = dt.timedelta(minutes=15)
# Pauses after the first, second… failure of one address; after the last one we give up and keep the reason.
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (10, 30, 120, 480)]
SUBJECT = 120
MAX_ATTEMPTS = len(PAUSES) + 1


@transaction.atomic
def fill_inboxes(*, now: dt.datetime) -> int:
    """Put every waiting reminder into its recipient's inbox; return how many arrived through this call.

    The reminder's own ``delivered_at IS NULL`` is the claim: of two processes at once, each row counts for one.
    """
    waiting = Delivery.objects.filter(channel=Channel.INBOX, state=DeliveryState.WAITING)
    arrived = Reminder.objects.undelivered().filter(pk__in=waiting.values("reminder")).update(delivered_at=now)
    waiting.filter(reminder__in=Reminder.objects.exclude(delivered_at=None)).update(
        state=DeliveryState.SENT, sent_at=now, attempts=1, updated_at=now
    )
    return arrived


def release_abandoned(*, now: dt.datetime) -> int:
    """Give e-mails whose worker was killed back to the next one; return how many.

    One that has been tried often enough is given up, lest it kill worker after worker.
    """
    abandoned = Delivery.objects.abandoned(now - LEASE)
    abandoned.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=DeliveryState.FAILED, error="发送多次中断", updated_at=now
    )
    return abandoned.update(state=DeliveryState.WAITING, retry_at=None, updated_at=now)


def waiting_emails(*, now: dt.datetime) -> list[list[int]]:
    """Return the ids of e-mails due to be sent, in batches."""
    ids = list(Delivery.objects.due(now).filter(channel=Channel.EMAIL).order_by("pk").values_list("pk", flat=True))
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def send_emails(ids: Iterable[int], *, clock: Clock) -> int:
    """Send those of the e-mails ``ids`` that nobody else has taken; return how many failed.

    Each is claimed right before it is sent and marked right after the server took it. One that fails is kept with
    its reason and tried again later; the others go on. Without any connection the rest waits and loses no attempt.
    """
    failed = 0
    connection = get_connection()
    try:
        for pk in ids:
            if not _claim(pk, now=clock()):
                continue
            delivery = Delivery.objects.select_related("reminder__recipient").get(pk=pk)
            try:
                connection.open()
            except OSError as error:
                log.warning("no connection to the mail server: %s", error)
                _put_back(delivery, error, now=clock())
                break
            failed += not _send(delivery, connection, clock=clock)
    finally:
        connection.close()
    return failed


def _claim(pk: int, *, now: dt.datetime) -> bool:
    waiting = Delivery.objects.filter(pk=pk, state=DeliveryState.WAITING)
    return bool(waiting.update(state=DeliveryState.SENDING, claimed_at=now, attempts=F("attempts") + 1, updated_at=now))


def _send(delivery: Delivery, connection: BaseEmailBackend, *, clock: Clock) -> bool:
    try:
        connection.send_messages([_message(delivery.reminder)])
    except Exception as error:  # whatever one address or text brings about must not stop the others
        connection.close()
        _note_failure(delivery, error, now=clock())
        return False
    now = clock()
    _update(delivery, state=DeliveryState.SENT, sent_at=now, error="", updated_at=now)
    return True


def _message(reminder: Reminder) -> EmailMessage:
    due = f"期限：{reminder.due_on:%Y-%m-%d}\n" if reminder.due_on else ""
    # The same reminder always bears the same id: should a crash repeat it, mail programs show it once.
    digest = hashlib.sha256(reminder.key.encode()).hexdigest()[:32]
    title = " ".join(reminder.title.split())
    return EmailMessage(
        # The whole of it stands in the body; a subject is one line.
        subject=f"【{reminder.get_kind_display()}】{title if len(title) <= SUBJECT else title[: SUBJECT - 1] + '…'}",
        body=f"{reminder.recipient}：\n\n{reminder.title}\n{due}{reminder.body}\n\n请登录联系企业工作台办理。",
        to=[reminder.recipient.email],
        headers={"Message-ID": f"<{digest}@liaison>"},
    )


def _note_failure(delivery: Delivery, error: Exception, *, now: dt.datetime) -> None:
    final = delivery.attempts >= MAX_ATTEMPTS or _is_permanent(error)
    log.warning("e-mail delivery %s failed (attempt %s): %s", delivery.pk, delivery.attempts, error)
    _update(
        delivery,
        state=DeliveryState.FAILED if final else DeliveryState.WAITING,
        retry_at=None if final else now + PAUSES[delivery.attempts - 1],
        error=_reason(error),
        updated_at=now,
    )


def _put_back(delivery: Delivery, error: Exception, *, now: dt.datetime) -> None:
    attempts = delivery.attempts - 1
    _update(delivery, state=DeliveryState.WAITING, attempts=attempts, error=_reason(error), updated_at=now)


def _update(delivery: Delivery, **columns) -> None:
    # Only while the row is still ours: after a lost lease another worker's outcome stands.
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts).update(**columns)


def _is_permanent(error: Exception) -> bool:
    """Whether the mail server said that this address will never do (5xx)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _ in error.recipients.values())


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]

"""E-mail beside the inbox: one bad address stops nobody, nothing is lost, nothing is sent twice."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from liaison.directory.models import User
from liaison.reminders import delivery, tasks
from liaison.reminders.models import Channel, Delivery, DeliveryState, Reminder
from liaison.reminders.services import sweep

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


class MoodyBackend(EmailBackend):
    """Refuses the addresses in ``refused``, breaks down while ``down``."""

    refused: dict[str, Exception] = {}
    down = False

    def open(self):
        if self.down:
            raise ConnectionRefusedError("mail server is down")

    def send_messages(self, messages):
        for message in messages:
            if error := self.refused.get(message.to[0]):
                raise error
        return super().send_messages(messages)


@pytest.fixture
def backend(settings, monkeypatch):
    settings.EMAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = f"{__name__}.MoodyBackend"
    monkeypatch.setattr(MoodyBackend, "refused", {})
    monkeypatch.setattr(MoodyBackend, "down", False)
    return MoodyBackend


@pytest.fixture
def colleague(db) -> User:
    return User.objects.create_user(username="colleague", name="吴示同", email="colleague@example.cn")


def email_of(user) -> Delivery:
    return Delivery.objects.get(channel=Channel.EMAIL, reminder__recipient=user)


def send(now) -> int:
    batches = delivery.waiting_emails(now=now)
    return sum(delivery.send_emails(ids, clock=lambda: now) for ids in batches)


def test_email_goes_out_beside_the_inbox(backend, promise, remind, officer, today, now):
    promise(today, text="协调办理\n用电增容")
    assert remind().sent == 1
    [message] = mail.outbox
    assert message.to == [officer.email]
    assert message.subject == "【跟进事项即将到期】协调办理 用电增容"
    assert "2026-06-24" in message.body
    assert email_of(officer).state == DeliveryState.SENT
    remind()
    assert len(mail.outbox) == 1


def test_without_address_only_the_inbox(backend, promise, remind, officer, today):
    officer.email = ""
    officer.save()
    promise(today)
    assert remind().sent == 1
    assert list(Delivery.objects.values_list("channel", flat=True)) == [Channel.INBOX]
    assert not mail.outbox


def test_without_mail_server_in_the_settings_only_the_inbox(promise, remind, officer, today):
    promise(today)
    assert remind().sent == 1
    assert list(Delivery.objects.values_list("channel", flat=True)) == [Channel.INBOX]


def test_one_failing_address_does_not_stop_the_others(backend, promise, remind, officer, colleague, today, now):
    backend.refused = {officer.email: smtplib.SMTPDataError(451, b"greylisted")}
    promise(today)
    promise(today, responsible=colleague)
    outcome = remind()
    assert (outcome.sent, outcome.failed) == (2, 1)
    assert [message.to for message in mail.outbox] == [[colleague.email]]
    failed = email_of(officer)
    assert (failed.state, failed.attempts) == (DeliveryState.WAITING, 1)
    assert "greylisted" in failed.error
    assert failed.retry_at == now + 10 * MINUTE


def test_a_failure_is_tried_again_after_a_pause_and_given_up_in_the_end(backend, promise, remind, officer, today, now):
    backend.refused = {officer.email: smtplib.SMTPDataError(451, b"greylisted")}
    promise(today)
    remind()
    assert send(now + 9 * MINUTE) == 0
    assert email_of(officer).attempts == 1
    moment = now
    for attempt in range(2, delivery.MAX_ATTEMPTS + 1):
        moment = email_of(officer).retry_at
        assert send(moment) == 1
        assert email_of(officer).attempts == attempt
    given_up = email_of(officer)
    assert given_up.state == DeliveryState.FAILED
    assert "greylisted" in given_up.error
    assert send(moment + dt.timedelta(days=3)) == 0


def test_recovery_after_a_failure_sends_once(backend, promise, remind, officer, today, now):
    backend.refused = {officer.email: smtplib.SMTPDataError(451, b"greylisted")}
    promise(today)
    remind()
    backend.refused = {}
    send(now + 10 * MINUTE)
    send(now + 60 * MINUTE)
    assert len(mail.outbox) == 1
    assert email_of(officer).error == ""


def test_an_address_refused_for_good_is_not_tried_again(backend, promise, remind, officer, today):
    refusal = smtplib.SMTPRecipientsRefused({officer.email: (550, b"no such user")})
    backend.refused = {officer.email: refusal}
    promise(today)
    assert remind().failed == 1
    assert email_of(officer).state == DeliveryState.FAILED
    assert "no such user" in email_of(officer).error


def test_a_mail_server_that_is_down_costs_no_attempt(backend, promise, remind, officer, colleague, today, now):
    backend.down = True
    promise(today)
    promise(today, responsible=colleague)
    outcome = remind()
    assert (outcome.sent, outcome.failed) == (2, 0)
    assert [email_of(user).state for user in (officer, colleague)] == [DeliveryState.WAITING] * 2
    assert [email_of(user).attempts for user in (officer, colleague)] == [0, 0]
    backend.down = False
    sweep(now=now + 5 * MINUTE, post=lambda ids: delivery.send_emails(ids, clock=lambda: now))
    assert len(mail.outbox) == 2


def test_what_a_killed_worker_held_is_sent_by_the_next(backend, promise, remind, officer, today, now):
    backend.down = True
    promise(today)
    remind()
    backend.down = False
    # The state a SIGKILL leaves behind: claimed, never finished.
    Delivery.objects.filter(channel=Channel.EMAIL).update(state=DeliveryState.SENDING, claimed_at=now, attempts=1)
    post = lambda ids: delivery.send_emails(ids, clock=lambda: now)  # noqa: E731
    sweep(now=now + 14 * MINUTE, post=post)
    assert not mail.outbox
    sweep(now=now + 16 * MINUTE, post=post)
    sweep(now=now + 60 * MINUTE, post=post)
    assert len(mail.outbox) == 1


def test_an_email_that_kills_every_worker_is_given_up(backend, promise, remind, officer, today, now):
    backend.down = True
    promise(today)
    remind()
    Delivery.objects.filter(channel=Channel.EMAIL).update(
        state=DeliveryState.SENDING, claimed_at=now, attempts=delivery.MAX_ATTEMPTS
    )
    delivery.release_abandoned(now=now + 16 * MINUTE)
    assert email_of(officer).state == DeliveryState.FAILED
    assert email_of(officer).error == "发送多次中断"


def test_two_workers_with_the_same_ids_send_once(backend, promise, remind, officer, today, now, monkeypatch):
    backend.down = True
    promise(today)
    remind()
    backend.down = False
    [ids] = delivery.waiting_emails(now=now)
    # The second worker runs while the first is talking to the server.
    original = EmailBackend.send_messages

    def meanwhile(self, messages):
        monkeypatch.setattr(MoodyBackend, "send_messages", original)
        delivery.send_emails(ids, clock=lambda: now)
        return original(self, messages)

    monkeypatch.setattr(MoodyBackend, "send_messages", meanwhile)
    delivery.send_emails(ids, clock=lambda: now)
    assert len(mail.outbox) == 1


def test_the_same_reminder_always_bears_the_same_message_id(backend, promise, remind, today):
    promise(today)
    remind()
    Delivery.objects.filter(channel=Channel.EMAIL).update(state=DeliveryState.WAITING)
    remind()
    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second


def test_inbox_left_unfilled_by_a_crash_is_filled_once(promise, remind, today, now):
    promise(today)
    remind()
    # Between creating and delivering the process died.
    Reminder.objects.update(delivered_at=None)
    Delivery.objects.update(state=DeliveryState.WAITING)
    assert delivery.fill_inboxes(now=now) == 1
    assert delivery.fill_inboxes(now=now) == 0


def test_tasks_go_on_without_a_broker(backend, promise, today, settings, monkeypatch):
    from kombu.exceptions import OperationalError

    def unreachable(ids):
        raise OperationalError("broker is down")

    monkeypatch.setattr(tasks.deliver, "delay", unreachable)
    assert tasks.hand_to_workers([1, 2]) == 0

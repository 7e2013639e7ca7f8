"""What breaks in the night: a broker that is gone, a worker killed while sending, an environment that is wrong."""

import datetime as dt
import json
import os
import signal
import urllib.parse

import pytest
from django.urls import reverse
from lxml import html

from liaison.assignments.models import Assignment
from liaison.core import clock
from liaison.directory.models import User
from liaison.reminders.models import Channel, Delivery, DeliveryState, Reminder
from liaison.visits.models import FollowUp, Visit
from tests.services.mail_sink import MailSink
from tests.services.product import Product, until

SENDERS = 6


@pytest.fixture
def yesterday() -> dt.date:
    return clock.today() - dt.timedelta(days=1)


def log_visit_in_the_web(product: Product, user: User, enterprise, due_on: dt.date) -> None:
    web = product.session(user)
    url = f"{product.url}{reverse('admin:visits_quick')}?enterprise={enterprise.pk}"
    form = html.fromstring(web.open(url, timeout=30).read().decode()).get_element_by_id("quick-form")
    values = {**dict(form.form_values()), "content": "用电接近上限。", "issue": "none"}
    values |= {"promise": "协调办理用电增容", "due_on": due_on.isoformat()}
    asked = html.fromstring(web.open(url, urllib.parse.urlencode(values).encode(), timeout=30).read().decode())
    values["_anyway"] = asked.xpath("//button[@name='_anyway']/@value")[0]  # a promise already overdue is asked about
    web.open(url, urllib.parse.urlencode(values).encode(), timeout=30)


def test_visit_is_saved_while_the_broker_is_down_and_its_reminder_comes_later(
    start_product, own_redis, working_today, officer, leader, enterprise, yesterday
):
    officer.is_staff = True
    officer.save()
    Assignment.objects.create(leader=leader, level=leader.level, enterprise=enterprise, officer=officer)
    product = start_product(own_redis)
    own_redis.stop()
    log_visit_in_the_web(product, officer, enterprise, yesterday)
    assert FollowUp.objects.count() == 1
    status, told = product.get("/readyz")
    assert (status, json.loads(told)["broker"]) == (503, "down")

    own_redis.start()
    product.send_task("scan")
    until(lambda: Reminder.objects.inbox(officer).count() == 1)


def test_worker_killed_while_sending_neither_loses_nor_doubles(start_product, working_today, enterprise, yesterday):
    visit = Visit.objects.create(enterprise=enterprise, held_on=yesterday, held_until=yesterday)
    for number in range(SENDERS):
        user = User.objects.create_user(
            username=f"user{number}", name=f"刘示{number}", email=f"user{number}@example.cn"
        )
        FollowUp.objects.create(visit=visit, promise=f"承诺{number}", responsible=user, due_on=yesterday)
    with MailSink(hold_at=3) as sink:
        product = start_product(EMAIL_URL=sink.url, DEFAULT_FROM_EMAIL="liaison@example.cn")
        product.send_task("scan")
        assert sink.holding.wait(60)
        for pid in product.processes("worker"):
            os.kill(pid, signal.SIGKILL)
        sink.let_go.set()
        assert Reminder.objects.exclude(delivered_at=None).count() == SENDERS
        assert len(sink.accepted) == 2

        # A quarter of an hour later the claim of the dead worker has run out; its successor finds the e-mail again.
        emails = Delivery.objects.filter(channel=Channel.EMAIL)
        emails.filter(state=DeliveryState.SENDING).update(claimed_at=clock.now() - dt.timedelta(minutes=20))
        product.send_task("scan")
        product.send_task("scan")
        until(lambda: emails.filter(state=DeliveryState.SENT).count() == SENDERS)
        assert sorted(address for address, _ in sink.accepted) == [f"user{n}@example.cn" for n in range(SENDERS)]
        assert Reminder.objects.count() == SENDERS


def test_fallen_processes_stand_up_again(start_product):
    product = start_product()
    for word in ("worker", "beat", "gunicorn"):
        before = set(product.processes(word))
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        until(lambda: bool(set(product.processes(word)) - before))  # noqa: B023 - called before the next round
    until(lambda: product.answers("/healthz"))
    until(lambda: product.answers("/readyz"))


def test_parent_killed_outright_leaves_no_process_behind(start_product):
    product = start_product()
    os.kill(product.process.pid, signal.SIGKILL)
    until(lambda: not product.processes())

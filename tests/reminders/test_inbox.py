"""The bell and the inbox, as people use them."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.reminders.models import Reminder
from tests.pages import parse, text_of

INBOX = reverse("admin:reminders_reminder_changelist")


@pytest.fixture
def officer_client(client, officer):
    officer.is_staff = True
    officer.save()
    client.force_login(officer)
    return client


@pytest.fixture
def reminded(promise, remind, today):
    """Send ``n`` overdue reminders to the officer."""

    def send(n: int, **options) -> list[Reminder]:
        for number in range(n):
            promise(today.replace(day=1 + number % 20), text=f"承诺第{number}件", **options)
        remind()
        return list(Reminder.objects.order_by("pk"))

    return send


def bell(response) -> str:
    found = parse(response).xpath("//a[contains(@class, 'li-bell')]/@aria-label")
    assert len(found) == 1
    return found[0]


def test_bell_counts_what_is_unread_on_every_page(officer_client, reminded):
    assert bell(officer_client.get(INBOX)) == "提醒，没有未读"
    reminded(3)
    assert bell(officer_client.get(reverse("admin:visits_followup_changelist"), follow=True)) == "提醒，3 条未读"


def test_bell_stops_counting_at_99(officer_client, reminded):
    reminded(101)
    assert bell(officer_client.get(INBOX)) == "提醒，99+ 条未读"


def test_opening_marks_as_read_and_leads_to_the_promise(officer_client, reminded):
    [first, _] = reminded(2)
    response = officer_client.get(reverse("admin:reminders_reminder_open", args=[first.pk]))
    assert response.url == first.url
    assert officer_client.get(response.url).status_code == 200
    assert bell(officer_client.get(INBOX)) == "提醒，1 条未读"


def test_unread_come_first(officer_client, reminded, remind):
    reminders = reminded(3)
    officer_client.get(reverse("admin:reminders_reminder_open", args=[reminders[2].pk]))
    titles = parse(officer_client.get(INBOX)).xpath("//a[contains(@class, 'li-reminder')]/strong/text()")
    assert titles == ["承诺第1件", "承诺第0件", "承诺第2件"]


def test_all_can_be_marked_as_read_at_once(officer_client, reminded):
    reminded(3)
    response = officer_client.get(reverse("admin:reminders_reminder_read_all"), follow=True)
    assert "已将 3 条提醒标为已读" in text_of(response)
    assert bell(response) == "提醒，没有未读"


def test_empty_inbox_says_what_will_come(officer_client):
    assert "没有提醒" in text_of(officer_client.get(INBOX))


def test_an_inbox_is_nobody_elses_business(client, admin_account, reminded):
    [reminder] = reminded(1)
    client.force_login(admin_account)
    assert "承诺第0件" not in text_of(client.get(INBOX))
    assert client.get(reverse("admin:reminders_reminder_open", args=[reminder.pk])).status_code == 404
    reminder.refresh_from_db()
    assert reminder.read_at is None


def test_what_waits_for_delivery_is_not_in_the_inbox(officer_client, reminded):
    reminded(1)
    Reminder.objects.update(delivered_at=None)
    assert bell(officer_client.get(INBOX)) == "提醒，没有未读"


def test_inbox_runs_the_same_number_of_statements_at_any_size(officer_client, reminded):

    counts = []
    for more in (1, 2, 60):
        reminded(more)
        with CaptureQueriesContext(connection) as queries:
            officer_client.get(INBOX)
        counts.append(len(queries))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("at", ["2026-06-24", "2026-06-24T08:30", "2026-06-24T00:30:00Z"])
def test_command_speaks_json(promise, today, capsys, at):
    promise(today)
    call_command("send_reminders", at=at, json=True)
    assert capsys.readouterr().out == (
        '{"at": "2026-06-24T08:30:00+08:00", "due": 1, "created": 1, "sent": 1, "failed": 0, "suppressed": 0}\n'
    )

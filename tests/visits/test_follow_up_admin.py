"""Promises in the admin: mine, my office's, overdue; kept in one step."""

import datetime as dt

import pytest
from django.urls import reverse

from liaison.directory.models import User
from liaison.visits.models import FollowUp
from liaison.visits.services import FollowUpInput, log_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

LIST = reverse("admin:visits_followup_changelist")


@pytest.fixture
def follow_ups(officer, enterprise, today, now):
    other = User.objects.create_user(username="other", name="他人")
    promised = [FollowUpInput(f"{n}天", officer, today + dt.timedelta(days=n)) for n in (-1, 0, 3)]
    log_visit(
        by=officer,
        enterprise=enterprise,
        held_on=today,
        now=now,
        follow_ups=[*promised, FollowUpInput("他人的", other, today - dt.timedelta(days=1))],
    )
    return {str(row): row for row in FollowUp.objects.all()}


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("?whose=all", ["-1天", "他人的", "0天", "3天"]),
        ("?whose=mine", ["-1天", "0天", "3天"]),
        ("?whose=mine&state=overdue", ["-1天"]),
        ("?state=overdue", ["-1天", "他人的"]),
        ("?state=done", []),
    ],
)
def test_tabs(as_officer, follow_ups, query, rows):
    page = as_officer.get(LIST + query)
    assert [str(row) for row in page.context["cl"].result_list] == rows


def test_is_completed_with_a_note(as_officer, follow_ups, officer, today):
    url = reverse("admin:visits_followup_complete", args=[follow_ups["0天"].pk])
    refused = as_officer.post(url, {"note": "", "done_on": "2026-06-24"})
    assert refused.status_code == 200
    refused = as_officer.post(url, {"note": "已签约", "done_on": "2026-06-25"})
    assert "不能晚于今天" in refused.content.decode()
    assert "已签约" in refused.content.decode()
    assert as_officer.post(url, {"note": "已签约", "done_on": "2026-06-24"}).status_code == 302
    kept = FollowUp.objects.get(promise="0天")
    assert (kept.done_on, kept.done_note, kept.done_by) == (today, "已签约", officer)
    assert as_officer.get(url).status_code == 403


def test_a_kept_promise_is_not_edited(as_officer, follow_ups, today):
    FollowUp.objects.update(done_on=today)
    page = as_officer.get(reverse("admin:visits_followup_change", args=[follow_ups["0天"].pk]))
    assert list(page.context["adminform"].form.fields) == []

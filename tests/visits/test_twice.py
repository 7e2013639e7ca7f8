"""Two requests at the same moment with the same form: one visit, one set of lines; real threads, real commits."""

import threading
import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from liaison.core.models import SentForm
from liaison.visits.models import FollowUp, Problem, Visit, VisitEvent
from liaison.visits.services import Attendance, FollowUpInput, ProblemInput, hold_event, log_visit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work, times=4):
    """Run ``work`` in several threads that start together; return what each gave or raised."""
    gate, given = threading.Barrier(times), []

    def run():
        gate.wait()
        try:
            given.append(work())
        except Exception as error:
            given.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return given


def test_one_form_is_one_visit(officer, enterprise, today, now):
    token = uuid.uuid4()
    promise = FollowUpInput("对接银行", officer, today)

    def send():
        facts = {"by": officer, "enterprise": enterprise, "held_on": today, "now": now, "token": token}
        return log_visit(**facts, problems=["融资难", "用工"], follow_ups=[promise]).pk

    given = at_once(send)
    assert given == [Visit.objects.get().pk] * 4
    assert (Problem.objects.count(), FollowUp.objects.count()) == (2, 1)


def test_one_form_is_one_event(officer, enterprise, today, now):
    token = uuid.uuid4()
    came = [Attendance(enterprise, problems=[ProblemInput("用地")])]

    def send():
        facts = {"by": officer, "kind": "office", "title": "现场办公", "held_on": today, "now": now, "token": token}
        return hold_event(**facts, attendances=came).event.pk

    given = at_once(send)
    assert given == [VisitEvent.objects.get().pk] * 4
    assert (Visit.objects.count(), Problem.objects.count()) == (1, 1)


def test_forms_sent_before_the_upgrade_are_known(officer, enterprise, today, now):
    token = uuid.uuid4()
    visit = log_visit(by=officer, enterprise=enterprise, held_on=today, now=now, token=token)
    log_visit(by=officer, enterprise=enterprise, held_on=today, now=now)
    migration = import_module("liaison.visits.migrations.0005_tokens_of_forms")
    migration.keep_as_sent_forms(apps, None)
    migration.keep_as_sent_forms(apps, None)
    sent = SentForm.objects.get()
    assert (sent.person, sent.token) == (officer.pk, token)
    assert sent.address == reverse("admin:visits_visit_change", args=[visit.pk])

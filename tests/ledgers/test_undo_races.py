"""An undo and a save at one moment: one of them is told, in words, and neither destroys what the other did."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from liaison.assignments.models import Assignment
from liaison.core.errors import Refused
from liaison.directory.models import Leader, Region, Role, User
from liaison.enterprises.models import Enterprise
from liaison.ledgers import touched, undoing
from liaison.ledgers.models import BatchState, ImportBatch
from liaison.visits.models import Visit
from liaison.visits.services.log import log_visit
from tests.pages import form_values, text_of
from tests.threads import meet, run_together, somebody_waits

from .conftest import NOW, TODAY, bring_in, enterprise_row, enterprises, workbook

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = "人民路一号院内北侧"


@pytest.fixture
def office(province) -> Client:
    user = User.objects.create_superuser("office", name="赵示协", password="x", role=Role.ADMIN)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


class Edit:
    """A form of the admin, opened before the undo and sent while it runs."""

    def __init__(self, office: Client, record, form: str, field: str) -> None:
        self.office, self.model, self.pk, self.field = office, type(record), record.pk, field
        self.url = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
        self.data = form_values(office.get(self.url), form) | {field: TYPED}

    def __call__(self) -> bool:
        """Send the form; return whether it was taken. What is refused is told with what was typed."""
        answer = self.office.post(self.url, self.data)
        if answer.status_code == 302:
            return True
        assert answer.status_code in (200, 409), answer.status_code
        assert TYPED in answer.content.decode()
        return False

    def stands(self) -> bool:
        return self.model.objects.filter(pk=self.pk, **{self.field: TYPED}).exists()


class NewVisit:
    """A visit to an enterprise that the batch brought."""

    def __init__(self, office: Client, enterprise: Enterprise) -> None:
        self.enterprise, self.by = enterprise, User.objects.get(username="office")

    def __call__(self) -> bool:
        try:
            log_visit(
                enterprise=self.enterprise,
                held_on=TODAY,
                method="onsite",
                content=TYPED,
                no_issue=True,
                by=self.by,
                now=NOW,
            )
        except Refused:
            return False
        return True

    def stands(self) -> bool:
        return Visit.objects.filter(content=TYPED).exists()


class NewLink:
    """A link of another enterprise to a leader whom the batch brought: no lock stands between, only the foreign key."""

    def __init__(self, office: Client, leader: Leader, enterprise: Enterprise) -> None:
        self.office, self.enterprise = office, enterprise
        self.url = reverse("admin:assignments_assignment_add")
        self.data = form_values(office.get(self.url), "assignment_form")
        self.data |= {"leader": leader.pk, "level": leader.level, "enterprise": enterprise.pk, "note": TYPED}

    def __call__(self) -> bool:
        answer = self.office.post(self.url, self.data)
        if answer.status_code == 302:
            return True
        assert answer.status_code == 200, answer.status_code
        assert TYPED in answer.content.decode()
        assert "成功" not in text_of(answer)
        assert "记录也随之撤销" in text_of(answer)
        return False

    def stands(self) -> bool:
        return Assignment.objects.filter(enterprise=self.enterprise, note=TYPED).exists()


def changed_enterprise(office):
    bring_in(enterprises(enterprise_row(1)))
    batch = bring_in(enterprises(enterprise_row(1, 企业规模="大型"))).batch
    return batch, Edit(office, Enterprise.objects.get(), "enterprise_form", "address")


def brought_enterprise(office):
    batch = bring_in(enterprises(enterprise_row(1))).batch
    return batch, Edit(office, Enterprise.objects.get(), "enterprise_form", "address")


def visit_to_brought_enterprise(office):
    batch = bring_in(enterprises(enterprise_row(1))).batch
    return batch, NewVisit(office, Enterprise.objects.get())


def brought_visit(office):
    bring_in(enterprises(enterprise_row(1)))
    table = workbook(
        ["企业名称", "走访日期", "走访情况"], [enterprise_row(1)[3], "2026-06-20", "生产正常"], title="走访记录"
    )
    batch = bring_in(table, kind="visits").batch
    return batch, Edit(office, Visit.objects.get(), "visit_form", "place")


def link_to_brought_leader(office):
    other = Enterprise.objects.create(name="长春示例机械有限公司", region=Region.objects.get(name="南关区"))
    batch = bring_in(enterprises(enterprise_row(1))).batch
    return batch, NewLink(office, Leader.objects.get(), other)


HELD = [changed_enterprise, brought_enterprise, visit_to_brought_enterprise, brought_visit]
WAYS = [*HELD, link_to_brought_leader]


def undone(batch: ImportBatch) -> bool:
    try:
        undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    except touched.Touched:
        return False
    return True


def assert_one_of_both(batch: ImportBatch, taken_back: bool, save, saved: bool) -> None:
    batch.refresh_from_db()
    assert (taken_back, batch.state) in [(True, BatchState.UNDONE), (False, BatchState.COMMITTED)]
    assert saved == save.stands(), "what was said to be saved stands there"
    assert saved != taken_back, "one of both was refused"


@pytest.mark.parametrize("way", WAYS)
def test_a_save_that_comes_while_an_undo_has_looked_waits_and_is_told(nanguan, office, way, monkeypatch):
    batch, save = way(office)
    looked, begun, done = threading.Event(), threading.Event(), threading.Event()
    refuse = touched.refuse

    def look_and_wait(*args):
        refuse(*args)
        looked.set()
        assert begun.wait(30)
        while connection.vendor == "postgresql" and not done.is_set() and not somebody_waits():
            pass

    def later():
        try:
            assert looked.wait(30)
            begun.set()
            return save()
        finally:
            done.set()

    monkeypatch.setattr(touched, "refuse", look_and_wait)
    taken_back, saved = run_together([lambda: undone(batch), later])
    assert taken_back
    assert_one_of_both(batch, taken_back, save, saved)


@pytest.mark.parametrize("way", HELD)
def test_an_undo_that_comes_while_a_save_is_under_way_waits_and_names_it(nanguan, office, way):
    batch, save = way(office)
    saved, taken_back = meet(save, lambda: undone(batch))
    assert saved
    assert_one_of_both(batch, taken_back, save, saved)


@pytest.mark.parametrize("round_", range(15))
def test_at_one_moment_never_both(nanguan, office, round_):
    batch, save = WAYS[round_ % len(WAYS)](office)
    taken_back, saved = run_together([lambda: undone(batch), save])
    assert_one_of_both(batch, taken_back, save, saved)

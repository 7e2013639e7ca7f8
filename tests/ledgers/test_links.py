"""Ledgers against assignments with a last day: what is in force today counts, what is arranged is not overturned."""

import datetime as dt

import pytest

from liaison.assignments.models import Assignment, PendingLink
from liaison.core.text import match_key
from liaison.directory.models import Leader
from liaison.ledgers import undoing
from liaison.sheets import TableSource

from .conftest import NOW, TODAY, bring_in, counts, enterprise_row, enterprises, messages, workbook

pytestmark = pytest.mark.django_db
SOON = TODAY + dt.timedelta(days=6)


@pytest.fixture
def assignment(nanguan) -> Assignment:
    """The first row's enterprise, served by 周示晓 until ``SOON``."""
    bring_in(enterprises(enterprise_row(1)))
    Assignment.objects.update(end_on=SOON)
    return Assignment.objects.get()


@pytest.fixture
def successor(assignment, nanguan) -> Leader:
    """吴示岩, who is to take over on the day after."""
    leader = Leader.objects.create(name="吴示岩", level="county", region=nanguan)
    Assignment.objects.create(
        leader=leader,
        level="county",
        enterprise=assignment.enterprise,
        officer=assignment.officer,
        start_on=SOON + dt.timedelta(days=1),
    )
    return leader


def served_by(name: str) -> bytes:
    return enterprises(enterprise_row(1, 联系领导=name, 领导职务=""))


def test_one_that_ends_later_is_in_force_and_unchanged(assignment):
    assert counts(bring_in(served_by("周示晓"))) == {"unchanged": 1}


def test_one_that_has_ended_is_begun_anew_the_day_after_at_the_earliest(assignment):
    Assignment.objects.update(end_on=TODAY - dt.timedelta(days=1))
    assert counts(bring_in(served_by("周示晓"))) == {"changed": 1}
    assert Assignment.objects.get(end_on=None).start_on == TODAY


def test_both_the_present_and_the_coming_leader_agree_with_an_arranged_hand_over(assignment, successor):
    assert counts(bring_in(served_by("周示晓"))) == {"unchanged": 1}
    assert counts(bring_in(served_by("吴示岩"))) == {"unchanged": 1}
    assert Assignment.objects.count() == 2


def test_a_third_leader_against_an_arranged_hand_over_is_an_error(assignment, successor):
    result = bring_in(served_by("郑示明"))
    assert counts(result) == {"error": 1} and "吴示岩" in messages(result)
    assert Assignment.objects.count() == 2


def test_a_hand_over_ends_it_sooner_and_undo_gives_the_day_back(assignment):
    result = bring_in(served_by("郑示明"))
    assignment.refresh_from_db()
    assert counts(result) == {"changed": 1} and assignment.end_on == TODAY - dt.timedelta(days=1)

    undoing.undo(batch_id=result.batch.pk, by=None, now=NOW)
    assignment.refresh_from_db()
    assert assignment.end_on == SOON and Assignment.objects.count() == 1


def test_of_two_namesakes_the_sheet_of_leaders_means_the_one_who_serves_its_enterprise(assignment, jilin_city):
    """Their posts are as alike as their names; what either serves tells them apart."""
    Leader.objects.create(name="周示晓", level="county", region=jilin_city)
    sheet = workbook(
        ["姓名", "职务", "层级", "联系企业"],
        ["周示晓", "副区长", "县级", assignment.enterprise.name],
        title="领导联系分工表",
    )
    assert counts(bring_in(sheet, kind="leaders")) == {"unchanged": 1}


@pytest.mark.parametrize("size", [5_000, 1])
def test_a_promised_link_gives_way_to_the_row_about_its_level_wherever_that_row_stands(nanguan, monkeypatch, size):
    monkeypatch.setattr(TableSource.parts, "__defaults__", (size,))
    content = enterprises(enterprise_row(1), enterprise_row(1, 联系领导="郑示明", 领导职务="副市长", 层级="市级"))
    promised = Leader.objects.create(name="吴示岩", level="prefecture", region=nanguan.parent)
    name = enterprise_row(1)[3]
    PendingLink.objects.create(
        leader=promised, level="prefecture", enterprise_name=name, enterprise_key=match_key(name)
    )

    result = bring_in(content)
    assert counts(result) == {"new": 2} and "吴示岩" in messages(result, "warning")
    served = Assignment.objects.order_by("level").values_list("level", "leader__name", "end_on")
    assert list(served) == [("county", "周示晓", None), ("prefecture", "郑示明", None)]

"""Taking a batch back where people have gone on from it: what they made of it is not cut off, and is named."""

import pytest

from liaison.assignments.models import PendingLink
from liaison.cases.models import Case, Category
from liaison.cases.services.intake import file_problems
from liaison.directory.models import Leader, Region, Role, User
from liaison.enterprises.models import Enterprise, EnterpriseAlias, EnterpriseContact
from liaison.ledgers import undoing
from liaison.ledgers.models import ImportEffect, Operation
from liaison.visits.models import FollowUp, Problem, Visit

from .conftest import NOW, bring_in, enterprise_row, enterprises, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits(reference):
    """A function that brings in one visit to the first row's enterprise, with these problems."""
    bring_in(enterprises(enterprise_row(1)))
    name = enterprise_row(1)[3]

    def log(problems: str):
        table = workbook(
            ["企业名称", "走访日期", "走访情况", "存在问题"],
            [name, "2026-06-20", "生产正常", problems],
            title="走访记录",
        )
        return bring_in(table, kind="visits").batch

    return log


@pytest.fixture
def desk(reference) -> User:
    """Who files cases for the whole province."""
    return User.objects.create(username="desk", role=Role.COORDINATOR, region=Region.objects.get(code="220000"))


def make_case(problem: Problem, by: User) -> Case:
    category = Category.objects.filter(parent=None).first()
    return file_problems(by=by, now=NOW, problems=[problem], category_of={problem.pk: category})[0]


def texts() -> list[str]:
    return list(Problem.objects.order_by("order").values_list("text", flat=True))


def test_a_visit_whose_problem_became_a_case_is_named_and_nothing_is_taken_back(visits, desk):
    batch = visits("1.用电增容审批慢\n2.招工难")
    case = make_case(Problem.objects.get(order=2), desk)
    with pytest.raises(undoing.Touched, match=case.number):
        undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    case.refresh_from_db()
    assert Visit.objects.count() == 1 and case.problem.text == "招工难"


def test_a_problem_that_a_later_ledger_added_is_kept_once_it_is_a_case(visits, desk):
    visits("1.用电增容审批慢")
    batch = visits("1.用电增容审批慢\n2.招工难")
    case = make_case(Problem.objects.get(order=2), desk)
    with pytest.raises(undoing.Touched, match=case.number):
        undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    assert texts() == ["用电增容审批慢", "招工难"]


@pytest.fixture
def old_trace(visits):
    """A batch that changed the problems of a visit, with the trace that version 0.1 left of it."""
    visits("1.用电增容审批慢\n2.招工难")
    batch = visits("1.招工难\n2.物流成本高")
    ImportEffect.objects.filter(batch=batch, model="visits.problem").delete()
    effect = ImportEffect.objects.get(batch=batch, model="visits.visit", operation=Operation.CHANGED)
    effect.before["problems"] = ["用电增容审批慢", "招工难"]
    effect.save()
    return batch


def test_the_problems_in_a_trace_of_an_earlier_version_are_put_back(old_trace):
    kept = Problem.objects.get(text="招工难")
    undoing.undo(batch_id=old_trace.pk, by=None, now=NOW)
    assert texts() == ["用电增容审批慢", "招工难"]
    assert Problem.objects.get(text="招工难") == kept


def test_a_case_made_since_of_such_a_problem_stops_the_undo(old_trace, desk):
    case = make_case(Problem.objects.get(text="物流成本高"), desk)
    with pytest.raises(undoing.Touched, match=case.number):
        undoing.undo(batch_id=old_trace.pk, by=None, now=NOW)
    assert texts() == ["招工难", "物流成本高"]


def test_batches_can_be_taken_back_one_after_the_other(nanguan):
    first = bring_in(enterprises(enterprise_row(1))).batch
    second = bring_in(enterprises(enterprise_row(1, 企业规模="大型", 联系领导="吴示岩"))).batch
    third = bring_in(enterprises(enterprise_row(1, 企业规模="微型", 联系领导="吴示岩"))).batch
    for batch in (third, second, first):
        undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    assert not Enterprise.objects.exists()


def test_what_was_edited_between_two_batches_still_stops_the_undo_of_the_first(nanguan):
    first = bring_in(enterprises(enterprise_row(1))).batch
    Enterprise.objects.update(version=2)
    second = bring_in(enterprises(enterprise_row(1, 企业规模="大型"))).batch
    undoing.undo(batch_id=second.pk, by=None, now=NOW)
    with pytest.raises(undoing.Touched):
        undoing.undo(batch_id=first.pk, by=None, now=NOW)


def test_accounts_go_unless_they_were_used_or_are_referred_to(nanguan):
    rows = [
        enterprise_row(n, 联络员=f"陈示{name}", 联络员电话=f"1393399675{n}") for n, name in enumerate("甲乙丙", start=1)
    ]
    batch = bring_in(enterprises(*rows)).batch
    _unused, used, promised = User.objects.filter(name__startswith="陈示").order_by("phone")
    User.objects.filter(pk=used.pk).update(last_login=NOW)
    elsewhere = Leader.objects.create(name="吴示岩", level="county", region=nanguan)
    link = PendingLink.objects.create(
        leader=elsewhere, level="county", enterprise_name="长春示例己6号机械有限公司", officer=promised
    )
    undoing.undo(batch_id=batch.pk, by=None, now=NOW)

    assert set(User.objects.filter(name__startswith="陈示")) == {used, promised}
    link.refresh_from_db()
    assert link.officer == promised


def test_a_trace_holds_what_was_changed_and_nothing_else(nanguan):
    bring_in(enterprises(enterprise_row(1)))
    batch = bring_in(enterprises(enterprise_row(1, 企业规模="大型"))).batch
    trace = ImportEffect.objects.get(batch=batch, model="enterprises.enterprise")
    assert trace.before == {"size": "M"}
    Enterprise.objects.update(address="示例路1号")
    undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    enterprise = Enterprise.objects.get()
    assert (enterprise.size, enterprise.address, enterprise.version) == ("M", "示例路1号", 3)
    assert enterprise.history.latest().size == "M"


def test_a_trace_of_before_with_all_columns_is_put_back(nanguan):
    bring_in(enterprises(enterprise_row(1)))
    batch = bring_in(enterprises(enterprise_row(1, 企业规模="大型", 企业联系人="李示新"))).batch
    trace = ImportEffect.objects.get(batch=batch, model="enterprises.enterprise")
    trace.before |= {"address": "", "extra": {}}
    trace.save()
    contact = ImportEffect.objects.get(batch=batch, model="enterprises.enterprisecontact")
    contact.before = {"name": "孙示亚", "title": "", "phone": "13481540521"}
    contact.save()
    undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    assert (Enterprise.objects.get().size, EnterpriseContact.objects.get().name) == ("M", "孙示亚")


def test_a_contact_mended_since_is_named(nanguan):
    bring_in(enterprises(enterprise_row(1)))
    batch = bring_in(enterprises(enterprise_row(1, 企业联系人="李示新"))).batch
    EnterpriseContact.objects.update(phone="13900000000")
    undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    assert (EnterpriseContact.objects.get().name, EnterpriseContact.objects.get().phone) == ("孙示亚", "13900000000")
    batch = bring_in(enterprises(enterprise_row(1, 企业联系人="李示新", 联系电话="13900000000"))).batch
    EnterpriseContact.objects.update(name="李示更")
    with pytest.raises(undoing.Touched, match="企业联系人"):
        undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    assert EnterpriseContact.objects.get().name == "李示更"


def test_what_was_added_to_an_enterprise_of_before_and_mended_since_is_named(nanguan):
    bring_in(enterprises(enterprise_row(1, 企业联系人="", 联系电话="")))
    both_names = f"{enterprise_row(1)[3]}（曾用名：长春旧示名有限公司）"
    batch = bring_in(enterprises(enterprise_row(1, 企业联系人="李示新", 企业名称=both_names))).batch
    added = EnterpriseContact.objects.get(), EnterpriseAlias.objects.get()
    for row, change in zip(added, ({"name": "李示更"}, {"name": "长春旧示名厂"}), strict=True):
        before = {name: getattr(row, name) for name in change}
        type(row).objects.update(**change)
        with pytest.raises(undoing.Touched, match=row._meta.verbose_name):
            undoing.undo(batch_id=batch.pk, by=None, now=NOW)
        type(row).objects.update(**before)
    undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    assert not EnterpriseContact.objects.exists()
    assert not EnterpriseAlias.objects.exists()


def test_a_promise_added_to_a_visit_of_the_batch_is_named(visits, desk):
    batch = visits("1.招工难")
    FollowUp.objects.create(visit=Visit.objects.get(), promise="协调专场招聘会", responsible=desk, due_on="2026-07-01")
    with pytest.raises(undoing.Touched, match="协调专场招聘会"):
        undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    assert FollowUp.objects.exists()


def test_two_changes_of_one_record_in_one_batch_end_where_it_began(nanguan):
    bring_in(enterprises(enterprise_row(1)))
    further = enterprise_row(1, 企业规模="大型", 联系领导="吴示岩", 层级="市级", 领导职务="副市长")
    batch = bring_in(enterprises(enterprise_row(1, 企业规模="大型"), further)).batch
    undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    assert Enterprise.objects.get().size == "M"

"""Two people, one record."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from liaison.core.conflicts import TOKEN
from liaison.core.locking import Stale, bump, claim
from liaison.directory.models import Leader, Tenure
from liaison.visits.models import FollowUp, Visit
from tests.pages import form_values, text_of
from tests.threads import run_together

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.site")]


@pytest.fixture
def first(admin_account):
    return _signed_in(admin_account)


@pytest.fixture
def second(coordinator):
    coordinator.is_staff = coordinator.is_superuser = True
    coordinator.save()
    return _signed_in(coordinator)


def _signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url_of(obj) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def open_form(client, obj) -> dict:
    return form_values(client.get(url_of(obj)), f"{obj._meta.model_name}_form")


@pytest.fixture
def leader_opened_twice(first, second, leader):
    """The leader, with the form as each of two people has it on the screen."""
    return leader, open_form(first, leader), open_form(second, leader)


# --- services ------------------------------------------------------------------------------------------------


def test_claim_lets_one_of_two_savers_go_on(leader):
    mine, theirs = Leader.objects.get(pk=leader.pk), Leader.objects.get(pk=leader.pk)
    claim(theirs)
    with pytest.raises(Stale, match="刚刚被他人修改过"):
        claim(mine)
    leader.refresh_from_db()
    assert leader.version == theirs.version == 2


def test_bump_makes_every_open_copy_stale(leader):
    mine = Leader.objects.get(pk=leader.pk)
    bump(leader)
    with pytest.raises(Stale):
        claim(mine)


# --- the form ------------------------------------------------------------------------------------------------


def test_an_undisturbed_save_goes_through_and_counts_the_version(first, leader):
    values = open_form(first, leader)
    assert first.post(url_of(leader), values | {"note": "分管工业"}).status_code == 302
    leader.refresh_from_db()
    assert (leader.note, leader.version) == ("分管工业", 2)


def test_the_second_save_is_refused_shows_the_difference_and_keeps_what_was_typed(first, second, leader_opened_twice):
    leader, mine, theirs = leader_opened_twice
    assert second.post(url_of(leader), theirs | {"note": "分管农业"}).status_code == 302

    response = first.post(url_of(leader), mine | {"note": "分管工业", "rank_order": "7"})

    assert response.status_code == 200
    (difference,) = response.context["edit_differences"]
    assert (difference.label, difference.mine, difference.theirs) == ("备注", "分管工业", "分管农业")
    assert difference.who == "赵示协"
    assert difference.when is not None
    assert not difference.take_theirs
    kept = form_values(response, "leader_form")
    assert (kept["note"], kept["rank_order"]) == ("分管工业", "7")
    leader.refresh_from_db()
    assert (leader.note, leader.rank_order) == ("分管农业", 1)
    assert "您的修改还没有保存" in text_of(response)


@pytest.mark.parametrize(("choice", "outcome"), [("mine", "分管工业"), ("theirs", "分管农业")])
def test_having_seen_the_difference_one_may_choose(first, second, leader_opened_twice, choice, outcome):
    leader, mine, theirs = leader_opened_twice
    second.post(url_of(leader), theirs | {"note": "分管农业"})
    shown = first.post(url_of(leader), mine | {"note": "分管工业", "rank_order": "7"})

    again = form_values(shown, "leader_form") | {shown.context["edit_differences"][0].name: choice}
    assert first.post(url_of(leader), again).status_code == 302

    leader.refresh_from_db()
    assert (leader.note, leader.rank_order) == (outcome, 7)


def test_a_field_only_the_other_touched_is_theirs_unless_one_says_otherwise(first, second, leader_opened_twice):
    leader, mine, theirs = leader_opened_twice
    second.post(url_of(leader), theirs | {"note": "分管农业"})
    shown = first.post(url_of(leader), mine | {"rank_order": "7"})
    assert shown.context["edit_differences"][0].take_theirs

    assert first.post(url_of(leader), form_values(shown, "leader_form")).status_code == 302

    leader.refresh_from_db()
    assert (leader.note, leader.rank_order) == ("分管农业", 7)


def test_a_third_change_while_one_chooses_is_shown_too(first, second, leader_opened_twice):
    leader, mine, theirs = leader_opened_twice
    second.post(url_of(leader), theirs | {"note": "分管农业"})
    shown = first.post(url_of(leader), mine | {"note": "分管工业"})
    second.post(url_of(leader), open_form(second, leader) | {"note": "分管商贸"})

    again = first.post(url_of(leader), form_values(shown, "leader_form"))

    assert again.status_code == 200
    assert again.context["edit_differences"][0].theirs == "分管商贸"


def test_differences_are_told_in_words_not_keys(first, second, leader_opened_twice, changchun):
    leader, mine, theirs = leader_opened_twice
    second.post(url_of(leader), theirs | {"region": str(changchun.pk), "level": "prefecture"})
    shown = first.post(url_of(leader), mine | {"note": "分管工业"})
    told = {each.label: (each.mine, each.theirs) for each in shown.context["edit_differences"]}
    assert told == {"任职地区": ("南关区", "长春市"), "层级": ("县级", "市级")}


def test_an_invalid_form_and_a_conflict_are_shown_together(first, second, leader_opened_twice):
    leader, mine, theirs = leader_opened_twice
    second.post(url_of(leader), theirs | {"rank_order": "3"})
    shown = first.post(url_of(leader), mine | {"rank_order": "第七"})
    assert shown.context["edit_differences"][0].mine == "第七"
    assert "rank_order" in shown.context["adminform"].form.errors


def test_a_change_that_bypassed_the_version_is_noticed_all_the_same(first, leader):
    values = open_form(first, leader)
    Leader.objects.filter(pk=leader.pk).update(note="批量更新")
    shown = first.post(url_of(leader), values | {"note": "分管工业"})
    assert shown.context["edit_differences"][0].theirs == "批量更新"


def test_a_forged_picture_is_not_believed(first, leader):
    values = open_form(first, leader)
    assert first.post(url_of(leader), values | {TOKEN: "e30:forged", "note": "x"}).status_code == 200
    leader.refresh_from_db()
    assert leader.note == ""


# --- rows below the form -------------------------------------------------------------------------------------


@pytest.fixture
def visit(enterprise, admin_account, today) -> Visit:
    visit = Visit.objects.create(enterprise=enterprise, held_on=today, logged_by=admin_account)
    for number in (1, 2):
        FollowUp.objects.create(
            visit=visit, promise=f"承诺{number}", responsible=admin_account, due_on=today + dt.timedelta(days=number)
        )
    return visit


def test_a_row_changed_elsewhere_meanwhile_is_shown_not_overwritten(first, visit, today):
    mine = open_form(first, visit)
    FollowUp.objects.filter(promise="承诺1").update(done_on=today)

    shown = first.post(url_of(visit), mine | {"content": "谈用工"})

    (difference,) = shown.context["edit_differences"]
    assert difference.label == "跟进事项“承诺1”·完成日期"
    assert (difference.mine, difference.theirs) == ("（空）", "2026-06-24")
    assert first.post(url_of(visit), form_values(shown, "visit_form")).status_code == 302
    visit.refresh_from_db()
    assert (visit.content, visit.follow_ups.get(promise="承诺1").done_on) == ("谈用工", today)


def test_a_row_added_meanwhile_stays(first, leader):
    mine = open_form(first, leader)
    Tenure.objects.create(leader=leader, title="区委常委")
    shown = first.post(url_of(leader), mine | {"note": "分管工业"})
    assert "他人新增了任职经历“区委常委”" in text_of(shown)
    assert first.post(url_of(leader), form_values(shown, "leader_form")).status_code == 302
    assert leader.tenures.count() == 2


def test_a_row_removed_meanwhile_keeps_what_was_typed_into_it(first, visit):
    mine = open_form(first, visit)
    FollowUp.objects.filter(promise="承诺1").delete()

    shown = first.post(url_of(visit), mine | {"follow_ups-0-promise": "承诺一：协调用电", "content": "谈用电"})

    assert shown.status_code == 200
    assert "他人删除了一条跟进事项" in text_of(shown)
    assert first.post(url_of(visit), form_values(shown, "visit_form")).status_code == 302
    assert sorted(visit.follow_ups.values_list("promise", flat=True)) == ["承诺2", "承诺一：协调用电"]


def test_choosing_theirs_does_not_count_as_a_change_of_the_row(first, visit, today):
    mine = open_form(first, visit)
    FollowUp.objects.filter(promise="承诺1").update(done_on=today, version=5)
    shown = first.post(url_of(visit), mine)
    first.post(url_of(visit), form_values(shown, "visit_form"))
    assert visit.follow_ups.get(promise="承诺1").version == 5


# --- at the very same moment -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_wins_and_one_is_told(first, second, leader):
    forms = [(first, open_form(first, leader), "分管工业"), (second, open_form(second, leader), "分管农业")]

    answers = run_together([lambda c=c, v=v, n=n: c.post(url_of(leader), v | {"note": n}) for c, v, n in forms])

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    leader.refresh_from_db()
    loser = next(answer for answer in answers if answer.status_code == 200)
    assert loser.context["edit_differences"][0].theirs == leader.note
    assert leader.version == 2
    assert leader.history.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_twenty_claims_at_the_same_moment_one_goes_through(leader):
    def attempt() -> bool:
        mine = Leader.objects.get(pk=leader.pk)
        mine.version = 1
        try:
            with transaction.atomic():
                claim(mine)
        except Stale:
            return False
        finally:
            connection.close()
        return True

    assert run_together([attempt] * 20).count(True) == 1

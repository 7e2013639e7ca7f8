import pytest

from liaison.core.errors import Refused
from liaison.directory.models import Role, User
from liaison.directory.services import OfficerInput, create_officer, ensure_officers


def test_a_new_officer_gets_an_account_without_a_password(nanguan):
    user = create_officer(name="王　某", phone="１３８0000 0001", region=nanguan)
    user.refresh_from_db()
    assert (user.name, user.phone, user.username, user.role) == ("王某", "13800000001", "13800000001", Role.OFFICER)
    assert not user.has_usable_password()


def test_the_same_person_is_found_again(nanguan, jilin_city):
    first = create_officer(name="王某", phone="13800000001", region=nanguan)
    assert create_officer(name="王 某", phone="13800000001", region=jilin_city) == first
    assert create_officer(name="王某", region=nanguan) == first


def test_a_phone_learnt_later_is_added(nanguan):
    first = create_officer(name="王某", region=nanguan)
    assert first.username == "wangmou"
    assert create_officer(name="王某", phone="13800000001", region=nanguan) == first
    first.refresh_from_db()
    assert first.phone == "13800000001"


def test_a_shared_phone_or_a_namesake_elsewhere_is_another_person(nanguan, jilin_city):
    first = create_officer(name="王某", phone="0431-88904631", region=nanguan)
    others = [
        create_officer(name="李某", phone="0431-88904631", region=nanguan),
        create_officer(name="王某", region=jilin_city),
        create_officer(name="王某", phone="13800000002", region=nanguan),
    ]
    assert len({first, *others}) == 4
    assert others[0].username == "0431-88904631-2"


def test_people_of_one_sheet_are_opened_once_in_few_queries(nanguan, django_assert_max_num_queries):
    sheet = [OfficerInput(f"张{n % 100}", f"1380000{n % 100:04d}", nanguan) for n in range(300)]
    with django_assert_max_num_queries(8):
        users = ensure_officers(sheet)
    assert len(users) == 300
    assert User.objects.filter(role=Role.OFFICER).count() == 100
    with django_assert_max_num_queries(4):
        assert ensure_officers(sheet) == users


def test_namesakes_without_phones_get_distinct_usernames(nanguan, jilin_city):
    users = ensure_officers([OfficerInput("王某", "", nanguan), OfficerInput("王某", "", jilin_city)])
    assert [user.username for user in users] == ["wangmou", "wangmou-2"]


def test_a_person_without_a_name_is_refused(db):
    with pytest.raises(Refused, match="姓名"):
        ensure_officers([OfficerInput("　", "13800000001")])
    assert not User.objects.exists()

import pytest
from django.urls import reverse

from liaison.core.paging import COUNT_CAP, AtLeast, CappedPaginator
from liaison.directory.models import Leader, Region
from liaison.enterprises.models import Enterprise
from tests.pages import form_values, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.site")]


@pytest.fixture
def elsewhere(jilin_city) -> Enterprise:
    return Enterprise.objects.create(name="吉林市松江示范有限公司", region=jilin_city)


@pytest.fixture
def local_coordinator(coordinator, changchun):
    coordinator.region = changchun
    coordinator.is_staff = True
    coordinator.save()
    return coordinator


@pytest.fixture
def local(client, local_coordinator):
    client.force_login(local_coordinator)
    return client


@pytest.fixture
def root(client, admin_account):
    client.force_login(admin_account)
    return client


def change_url(obj) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def test_list_shows_only_what_the_person_may_see(local, enterprise, elsewhere):
    page = text_of(local.get(reverse("admin:enterprises_enterprise_changelist")))
    assert enterprise.name in page
    assert elsewhere.name not in page


@pytest.mark.parametrize("view", ["change", "history", "delete"])
def test_what_one_may_not_see_does_not_exist(root, client, local_coordinator, elsewhere, view):
    url = reverse(f"admin:enterprises_enterprise_{view}", args=[elsewhere.pk])
    assert root.get(url).status_code == 200
    client.force_login(local_coordinator)
    assert client.get(url).status_code == 404


def test_autocomplete_offers_only_what_the_person_may_see(local, enterprise, elsewhere):
    query = {"app_label": "visits", "model_name": "visit", "field_name": "enterprise", "term": "有限公司"}
    found = local.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [each["text"] for each in found] == [str(enterprise)]


def test_a_choice_out_of_scope_is_refused_like_a_made_up_one(local, enterprise, elsewhere, today):
    url = reverse("admin:visits_visit_add")
    answers = []
    for key in (elsewhere.pk, 999_999):
        values = form_values(local.get(url), "visit_form") | {"enterprise": str(key), "held_on": "2026-06-24"}
        response = local.post(url, values)
        assert response.status_code == 200
        answers.append(response.context["adminform"].form.errors["enterprise"])
    assert answers[0] == answers[1]


def test_a_value_already_on_record_stays_although_out_of_scope(local, enterprise, elsewhere, local_coordinator, today):
    from liaison.visits.models import Visit

    visit = Visit.objects.create(enterprise=elsewhere, held_on=today, logged_by=local_coordinator)
    values = form_values(local.get(change_url(visit)), "visit_form")
    assert values["enterprise"] == str(elsewhere.pk)
    assert local.post(change_url(visit), values | {"content": "已补充"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.enterprise, visit.content) == (elsewhere, "已补充")


def test_only_the_administrator_deletes_unless_the_room_allows_it(local, root, client, leader, local_coordinator):
    url = reverse("admin:directory_leader_delete", args=[leader.pk])
    assert root.get(url).status_code == 200
    client.force_login(local_coordinator)
    assert client.get(url).status_code == 403


def test_read_only_pages_offer_no_way_to_write(root, province):
    page = root.get(change_url(province))
    assert "_save" not in page.content.decode()
    assert root.get(reverse("admin:directory_region_add")).status_code == 403


def test_history_tells_who_changed_what_in_words(root, leader, changchun, admin_account):
    values = form_values(root.get(change_url(leader)), "leader_form")
    root.post(change_url(leader), values | {"region": str(changchun.pk), "note": "兼任开发区"})
    page = text_of(root.get(reverse("admin:directory_leader_history", args=[leader.pk])))
    assert f"{admin_account.name} 修改" in page
    assert "任职地区 南关区 →改为 长春市" in page
    assert "备注 （空） →改为 兼任开发区" in page


def test_history_costs_the_same_for_three_and_thirty_changes(root, leader, django_assert_max_num_queries):
    url = reverse("admin:directory_leader_history", args=[leader.pk])

    def queries_after(changes: int) -> int:
        for number in range(changes):
            leader.note = f"第{number}次"
            leader.save()
        with django_assert_max_num_queries(30) as captured:
            root.get(url)
        return len(captured)

    assert queries_after(3) == queries_after(30)


def test_counting_stops_at_the_cap(province, monkeypatch):
    monkeypatch.setattr("liaison.core.paging.COUNT_CAP", 3)
    regions = Region.objects.order_by("code")
    for number in range(3):
        Region.objects.create(code=f"2299{number}0", name=f"示范{number}", level="county")
    count = CappedPaginator(regions, 2).count
    assert (str(count), count + 0, CappedPaginator(regions.exclude(code="220000"), 2).count) == ("3+", 3, 3)


def test_the_cap_is_said_aloud(root, leader, monkeypatch):
    monkeypatch.setattr(CappedPaginator, "count", AtLeast(COUNT_CAP))
    assert "共 10000+ 条" in text_of(root.get(reverse("admin:directory_leader_changelist")))


def test_a_model_without_scope_is_reported_at_start():
    from liaison.core.admin import LiaisonModelAdmin
    from liaison.directory.models import Region as Model
    from tests.core.site import site

    class Bare(LiaisonModelAdmin):
        pass

    admin = Bare(Model, site)
    assert admin.check() == []
    admin.model = type("Unscoped", (), {"_default_manager": Leader._base_manager, "__name__": "Unscoped"})
    assert [error.id for error in Bare.checks_class()._check_scope(admin)] == ["liaison.E101"]

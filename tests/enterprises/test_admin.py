import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.directory.models import Level, Role, User
from liaison.enterprises.choices import Status
from liaison.enterprises.models import Enterprise, EnterpriseAlias, EnterpriseContact
from tests.conftest import make_region

LIST = "/admin/enterprises/enterprise/"


@pytest.fixture
def elsewhere(jilin_city):
    """An enterprise in another prefecture."""
    place = make_region("220202", "昌邑区", Level.COUNTY, jilin_city)
    return Enterprise.objects.create(name="吉林市禾龙商贸有限公司", uscc="91220202MA0000001X", region=place)


@pytest.fixture
def county_officer(nanguan):
    """A coordinator of one county: sees that county and nothing else."""
    return User.objects.create_user(
        username="county", name="钱示南", role=Role.COORDINATOR, region=nanguan, is_staff=True
    )


@pytest.fixture
def as_county(client, county_officer):
    client.force_login(county_officer)
    return client


def autocomplete(client, term):
    params = {
        "app_label": "assignments",
        "model_name": "assignment",
        "field_name": "enterprise",
        "term": term,
    }
    return [row["text"] for row in client.get("/admin/autocomplete/", params).json()["results"]]


def test_another_countys_enterprise_does_not_exist(as_county, enterprise, elsewhere):
    listed = as_county.get(LIST).content.decode()
    assert enterprise.name in listed
    assert elsewhere.name not in listed
    assert elsewhere.name not in as_county.get(LIST, {"q": "禾龙"}).content.decode()
    assert elsewhere.name not in as_county.get(LIST, {"q": elsewhere.uscc}).content.decode()
    assert len(autocomplete(as_county, "禾龙")) == 1
    for name in ("page", "rename", "status", "merge", "change", "history"):
        address = reverse(f"admin:enterprises_enterprise_{name}", args=[elsewhere.pk])
        assert as_county.get(address).status_code == 404, name


def test_contacts_and_merge_partner_of_another_county_do_not_exist(as_county, enterprise, elsewhere):
    contact = EnterpriseContact.objects.create(enterprise=elsewhere, name="李示宁")
    assert "李示宁" not in as_county.get("/admin/enterprises/enterprisecontact/").content.decode()
    assert as_county.get(f"/admin/enterprises/enterprisecontact/{contact.pk}/change/").status_code == 404
    merge = reverse("admin:enterprises_enterprise_merge", args=[enterprise.pk])
    assert "不在您的管理范围内" in as_county.get(merge, {"other": elsewhere.pk}).content.decode()


def test_an_officer_sees_what_an_assignment_gives(client, officer, leader, enterprise, elsewhere, today):
    from liaison.assignments import services

    User.objects.filter(pk=officer.pk).update(is_staff=True)
    client.force_login(User.objects.get(pk=officer.pk))
    page = reverse("admin:enterprises_enterprise_page", args=[enterprise.pk])
    assert client.get(page).status_code == 404
    services.assign(leader=leader, enterprise=enterprise, officer=officer, today=today)
    assert client.get(page).status_code == 200
    assert client.get(reverse("admin:enterprises_enterprise_page", args=[elsewhere.pk])).status_code == 404
    assert client.get(reverse("admin:enterprises_enterprise_rename", args=[enterprise.pk])).status_code == 403


@pytest.mark.parametrize("term", ["禾龙装备", "HLZB", "91220102MAETEATQX3", "TQX3", "长春老机械厂", "（禾 龙"])
def test_search_takes_name_initials_code_tail_and_former_name(admin_client, enterprise, term):
    EnterpriseAlias.objects.create(enterprise=enterprise, name="长春老机械厂")
    if "（" in term:
        assert enterprise.name not in admin_client.get(LIST, {"q": term}).content.decode()
    else:
        assert enterprise.name in admin_client.get(LIST, {"q": term}).content.decode()


def test_autocomplete_tells_homonyms_apart(admin_client, enterprise, jilin_city):
    Enterprise.objects.create(name=enterprise.name, region=jilin_city)
    assert sorted(autocomplete(admin_client, "禾龙")) == [
        "长春市禾龙装备制造有限公司（吉林市）",
        "长春市禾龙装备制造有限公司（长春市 南关区 · 尾号 EATQX3）",
    ]


@pytest.mark.parametrize(
    "params",
    [
        {"prefecture": "220100"},
        {"prefecture": "220100", "county": "220102"},
        {"county": "220102"},
        {"status__exact": "normal"},
        {"leader_state": "none"},
        {"leader_state": "county"},
    ],
)
def test_filters_keep_what_fits(admin_client, enterprise, elsewhere, params):
    Enterprise.objects.filter(pk=elsewhere.pk).update(status=Status.DEREGISTERED)
    listed = admin_client.get(LIST, params).content.decode()
    assert enterprise.name in listed
    assert elsewhere.name not in listed


def test_a_filter_for_a_place_that_is_none_gives_an_empty_list(admin_client, enterprise):
    assert enterprise.name not in admin_client.get(LIST, {"prefecture": "999999"}).content.decode()


def test_list_statements_do_not_depend_on_the_number_of_rows(client, supervisor, nanguan, leader, today):
    from liaison.assignments.models import Assignment

    User.objects.filter(pk=supervisor.pk).update(is_staff=True)
    client.force_login(User.objects.get(pk=supervisor.pk))

    def add(count):
        start = Enterprise.objects.count()
        names = [f"企业{start + n}" for n in range(count)]
        rows = Enterprise.objects.bulk_create(Enterprise(name=n, name_key=n, region=nanguan) for n in names)
        Assignment.objects.bulk_create(
            Assignment(leader=leader, level=leader.level, enterprise=row, start_on=today) for row in rows
        )

    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    counts = []
    client.get(LIST)
    for more in (1, 2, 2260):
        add(more)
        counts.append(statements())
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 16


def test_a_wrong_code_is_refused_in_words_and_nothing_typed_is_lost(admin_client, nanguan):
    form = {
        "name": "新企业有限公司",
        "uscc": "91220102MAETEATQX4",
        "region": nanguan.pk,
        "ownership": "private",
        "is_above_scale": "unknown",
        "contacts-TOTAL_FORMS": 0,
        "contacts-INITIAL_FORMS": 0,
        "aliases-TOTAL_FORMS": 0,
        "aliases-INITIAL_FORMS": 0,
    }
    answer = admin_client.post(f"{LIST}add/", form).content.decode()
    assert "末位应为“3”" in answer
    assert "新企业有限公司" in answer
    assert not Enterprise.objects.exists()
    assert admin_client.post(f"{LIST}add/", form | {"uscc": "91220102maeteatqx3"}).status_code == 302
    assert Enterprise.objects.get().uscc == "91220102MAETEATQX3"


def test_name_and_status_on_record_are_not_typed_over(admin_client, enterprise):
    page = admin_client.get(f"{LIST}{enterprise.pk}/change/").content.decode()
    assert 'name="name"' not in page
    assert 'name="status"' not in page


def test_rename_page_keeps_the_former_name(admin_client, enterprise):
    address = reverse("admin:enterprises_enterprise_rename", args=[enterprise.pk])
    wrong = admin_client.post(address, {"name": enterprise.name, "kind": "renamed", "on": "2026-06-24"})
    assert "没有需要更改" in wrong.content.decode()
    admin_client.post(address, {"name": "新名称有限公司", "kind": "renamed", "on": "2026-06-24"})
    page = admin_client.get(reverse("admin:enterprises_enterprise_page", args=[enterprise.pk])).content.decode()
    assert "新名称有限公司" in page
    assert "长春市禾龙装备制造有限公司" in page
    assert "2026-06-23" in page


def test_status_page_asks_for_a_reason(admin_client, enterprise):
    address = reverse("admin:enterprises_enterprise_status", args=[enterprise.pk])
    refused = admin_client.post(address, {"status": "suspended", "on": "2026-06-24", "reason": ""})
    assert refused.status_code == 200
    admin_client.post(address, {"status": "suspended", "on": "2026-06-24", "reason": "订单不足"})
    enterprise.refresh_from_db()
    assert enterprise.status == Status.SUSPENDED

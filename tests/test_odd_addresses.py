"""Whatever stands in an address or a form: found, refused or cleaned, never a failure, for whoever asks."""

import pytest
from django.contrib import admin
from django.test import Client

from liaison.directory.models import Role, User
from tests.odd import fault_of, odd_paths, pages_of_models, patterns
from tests.world import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db, today, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build_world(now=now, today=today)


def _sign_in(role: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(role=role))
    return client


ROLES = list(Role.values)


def _shared(values, role: str, start: int = 0) -> list:
    """Return the part of ``values`` that falls to ``role``: the roles together try all of them."""
    return [value for at, value in enumerate(values) if (at + start) % len(ROLES) == ROLES.index(role)]


@pytest.mark.parametrize("role", ROLES)
def test_odd_ids_in_paths(world, role):
    client, faults = _sign_in(role), {}
    for number, route in enumerate(patterns()):
        usual, *odd = odd_paths(route)
        for url in [usual, *_shared(odd, role, number)]:
            for method in ("get", "post"):
                if fault := fault_of(client, method, url):
                    faults[f"{method} {url}"] = fault
    assert faults == {}


KNOWN = [
    ("get", "/admin/visits/followup/x/change/", ""),
    ("get", "/admin/visits/followup/%C2%B2/complete/", ""),
    ("get", "/admin/ledgers/importbatch/%C2%B2/change/", ""),
    ("get", "/admin/ledgers/ledgerexport/%C2%B2/change/", ""),
    ("get", "/admin/cases/case/add/?enterprise=x", ""),
    ("get", "/admin/visits/visit/add/?enterprise=%C2%B2&leader=%00&held_on=x", ""),
    ("get", "/admin/assignments/assignment/handover/?leader=x&successor=%C2%B2", ""),
    ("get", "/admin/assignments/assignment/?enterprise=" + "9" * 19, ""),
    ("get", "/admin/enterprises/enterprise/?q=%00", ""),
    ("get", "/admin/enterprises/enterprise/?q=a%00b&region__in=1,x,%00", ""),
    ("get", "/admin/enterprises/enterprise/?created_at__range=x", ""),
    ("get", "/admin/enterprises/enterprise/?name__regex=(", ""),
    ("get", "/admin/enterprises/enterprise/?created_at__year=" + "1" * 19, ""),
    ("get", "/admin/cases/case/?raised_on__range=x&raised_on__gte=junk", ""),
    ("get", "/admin/cases/case/?filed_by__password__startswith=p", ""),
    ("get", "/admin/cases/case/bulk/assign/?ids=" + "9" * 30, ""),
    ("get", "/admin/cases/case/?p=x&o=99.-99.x&e=1&_to_field=x&_popup=1", ""),
    ("get", "/admin/progress/?period=0001-Q1", ""),
    ("get", "/admin/progress/?period=9999-12&by=x&page=-1", ""),
    ("get", "/admin/autocomplete/?term=%00&app_label=cases&model_name=case&field_name=enterprise", ""),
    ("get", "/admin/autocomplete/?term=x&app_label=%00&model_name=x&field_name=y", ""),
    ("get", "/admin/autocomplete/", ""),
    ("post", "/admin/enterprises/enterprise/add/", "name=x&contacts-TOTAL_FORMS=x&contacts-INITIAL_FORMS=%C2%B2"),
    ("post", "/admin/enterprises/enterprise/1/change/", "contacts-TOTAL_FORMS=" + "9" * 18 + "&_seen=x"),
    ("post", "/admin/assignments/assignment/add/", "enterprise=x&support_units=" + "9" * 19),
]


@pytest.mark.parametrize(("method", "url", "body"), KNOWN)
def test_addresses_that_once_failed(world, method, url, body):
    assert fault_of(_sign_in(Role.COORDINATOR), method, url, body) == ""
    assert fault_of(_sign_in(Role.ADMIN), method, url, body) == ""


def test_a_filter_that_reaches_for_other_fields_is_refused(world):
    client = _sign_in(Role.COORDINATOR)
    for query in ("filed_by__password__startswith=p", "title__regex=(", "raised_on__range=x"):
        assert client.get(f"/admin/cases/case/?{query}").status_code == 400, query


def test_a_nul_is_taken_out_of_what_is_searched_and_what_is_typed(world):
    client = _sign_in(Role.COORDINATOR)
    searched = client.get("/admin/enterprises/enterprise/?q=%E7%A4%BA%00%E4%BE%8B")
    assert searched.status_code == 200 and 'value="示例"' in searched.content.decode()
    assert client.get("/admin/enterprises/enterprise/%00/change/").status_code == 404


def test_every_registered_page_is_asked(world):
    asked = {model for _, model in pages_of_models(world)}
    assert set(admin.site._registry) <= asked

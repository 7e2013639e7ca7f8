"""The pages of enterprises and assignments that are not lists or forms: looked at by axe, on a phone and on a desk."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from liaison.assignments import services
from liaison.assignments.models import PendingLink
from liaison.core import clock
from liaison.directory.models import Leader, Level, User
from liaison.enterprises.models import Enterprise, EnterpriseContact
from tests.browser.accessibility import assert_accessible, assert_fits


@pytest.fixture
def scene(leader, officer, coordinator, enterprise, nanguan):
    """An enterprise with a history, its duplicate, a successor, a pending link."""
    User.objects.update(is_staff=True, phone="13933996752")
    today = clock.today()
    successor = Leader.objects.create(name="薛示波", level=Level.COUNTY, region=nanguan)
    services.assign(
        leader=leader, enterprise=enterprise, officer=officer, today=today, start_on=today - dt.timedelta(days=90)
    )
    EnterpriseContact.objects.create(enterprise=enterprise, name="孙示亚", phone="0431-88900000", is_primary=True)
    twin = Enterprise.objects.create(name="长春禾龙装备制造有限责任公司", region=nanguan)
    EnterpriseContact.objects.create(enterprise=twin, name="李示宁", phone="13900001111", is_primary=True)
    link = PendingLink.objects.create(
        leader=successor, level=successor.level, enterprise_name="禾龙装备", enterprise_key="禾龙装备"
    )
    return {"enterprise": enterprise, "twin": twin, "leader": leader, "successor": successor, "link": link}


def _addresses(scene) -> list[str]:
    enterprise, leader = scene["enterprise"].pk, scene["leader"].pk
    merge = reverse("admin:enterprises_enterprise_merge", args=[enterprise])
    hand_over = reverse("admin:assignments_handover")
    asked = f"kind=leader&leader={leader}&successor={scene['successor'].pk}&on={clock.today()}"
    return [
        reverse("admin:enterprises_enterprise_page", args=[enterprise]),
        reverse("admin:enterprises_enterprise_rename", args=[enterprise]),
        reverse("admin:enterprises_enterprise_status", args=[enterprise]),
        merge,
        f"{merge}?other={scene['twin'].pk}",
        hand_over,
        f"{hand_over}?{asked}",
        reverse("admin:assignments_leader", args=[leader]),
        reverse("admin:assignments_claim", args=[scene["link"].pk]),
        reverse("admin:assignments_tree"),
        reverse("admin:assignments_vacancies"),
    ]


@pytest.mark.parametrize("width", [390, 1366])
def test_pages_are_accessible_and_fit(scene, browser_page, login, coordinator, width):
    page = browser_page(width=width)
    login(page, coordinator)
    problems = []
    for address in _addresses(scene):
        assert page.goto(address).status == 200, address
        for check in (assert_accessible, assert_fits):
            try:
                check(page)
            except AssertionError as problem:
                problems.append(str(problem))
    assert not problems, "\n".join(problems)


def test_the_tree_opens_a_prefecture_by_a_tap(scene, browser_page, login, coordinator):
    page = browser_page(width=390)
    login(page, coordinator)
    page.goto(reverse("admin:assignments_tree"))
    county = page.get_by_role("link", name="南关区")
    expect(county).to_be_hidden()
    page.get_by_role("button", name="展开长春市").tap()
    expect(county).to_be_visible()


def test_a_portfolio_is_handed_over_on_a_phone(scene, browser_page, login, coordinator):
    page = browser_page(width=390)
    login(page, coordinator)
    page.goto(_addresses(scene)[6])
    page.get_by_role("button", name="确认交接").tap()
    expect(page.get_by_text("交接完成：联系关系 1 项")).to_be_visible()
    expect(page.get_by_role("heading", name="薛示波", exact=True)).to_be_visible()
    assert scene["enterprise"].assignments.on(clock.today()).get().leader == scene["successor"]

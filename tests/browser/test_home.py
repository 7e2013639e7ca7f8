"""The home page of each role and the tables of progress: axe, width, and a figure followed to its rows."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from liaison.assignments.models import Assignment
from liaison.core import clock
from liaison.directory.models import Role, User
from liaison.visits.models import FollowUp, Visit
from liaison.visits.services import promise_days
from tests.browser.accessibility import assert_accessible, assert_fits


@pytest.fixture
def scene(leader, officer, enterprise):
    """One enterprise, visited ten days ago; what was promised there is overdue since yesterday."""
    today = clock.today()
    Assignment.objects.create(leader=leader, enterprise=enterprise, level=leader.level, officer=officer)
    visit = Visit.objects.create(enterprise=enterprise, held_on=today - dt.timedelta(days=10), logged_by=officer)
    yesterday = today - dt.timedelta(days=1)
    row = FollowUp.objects.create(visit=visit, promise="回复续贷政策", responsible=officer, due_on=yesterday)
    promise_days.begin([row])


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("who", ["officer", "handler", "coordinator", "supervisor"])
def test_each_home_is_accessible_and_fits(scene, browser_page, login, request, db, who, width):
    if who == "handler":
        user = User.objects.create_user(username="handler", name="孙示办", role=Role.HANDLER)
    else:
        user = request.getfixturevalue(who)
    page = browser_page(width=width)
    login(page, user)
    addresses = [reverse("admin:index")]
    if user.oversees_region:
        addresses.append(f"{reverse('progress:table')}?by=leader")
    for address in addresses:
        assert page.goto(address).status == 200
        assert_accessible(page)
        assert_fits(page)


def test_a_supervisor_reaches_what_is_overdue_by_a_click(scene, browser_page, login, supervisor):
    page = browser_page(width=1366)
    login(page, supervisor)
    page.goto(reverse("admin:index"))
    page.locator(".li-p-card", has_text="逾期的跟进事项").click()
    expect(page.locator(".li-filter-note")).to_contain_text("共 1 件")
    expect(page.get_by_text("回复续贷政策")).to_be_visible()

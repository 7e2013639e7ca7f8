"""The edit conflict as a person meets it, on a phone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from liaison.directory.models import Leader
from tests.browser.accessibility import assert_accessible, assert_fits


@pytest.mark.parametrize("width", [390, 1366])
def test_the_second_of_two_savers_sees_and_chooses(browser_page, login, coordinator, admin_account, leader, width):
    coordinator.is_staff = True
    coordinator.save()
    url = reverse("admin:directory_leader_change", args=[leader.pk])
    mine, theirs = browser_page(width=width), browser_page(width=1366)
    login(mine, admin_account)
    login(theirs, coordinator)
    mine.goto(url)
    theirs.goto(url)

    theirs.locator("#id_note").fill("分管农业农村")
    theirs.get_by_role("button", name="保存", exact=True).click()
    theirs.wait_for_url(re.compile(r"/directory/leader/(\?.*)?$"))

    mine.locator("#id_note").fill("分管工业和信息化")
    mine.get_by_role("button", name="保存", exact=True).click()
    expect(mine.get_by_role("heading", name="有人先一步保存了修改")).to_be_visible()
    expect(mine.locator("#id_note")).to_have_value("分管工业和信息化")
    assert_accessible(mine)
    assert_fits(mine)

    mine.get_by_role("radio", name="分管农业农村").check()
    mine.get_by_role("button", name="保存", exact=True).click()
    mine.wait_for_url(re.compile(r"/directory/leader/(\?.*)?$"))
    leader.refresh_from_db()
    assert leader.note == "分管农业农村"
    assert Leader.objects.get(pk=leader.pk).version == 3

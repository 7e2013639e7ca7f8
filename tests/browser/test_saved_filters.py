"""Keep what a list shows, open it again with one tap, delete it: on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from liaison.directory.models import SavedFilter
from tests.browser.accessibility import assert_accessible, assert_fits

CASES = "/admin/cases/case/"


@pytest.mark.parametrize("width", [390, 1366])
def test_a_filter_is_kept_applied_and_deleted(browser_page, login, coordinator, width):
    page = browser_page(width=width)
    login(page, coordinator)
    page.goto(f"{CASES}?queue=overdue")
    page.get_by_text("保存当前筛选").click()
    page.get_by_label("名称").fill("本周要盯的超期诉求")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="保存", exact=True).click()

    page.goto(CASES)
    page.get_by_role("link", name="本周要盯的超期诉求").click()
    page.wait_for_url(f"**{CASES}?queue=overdue")
    for n in range(12):
        SavedFilter.objects.create(user=coordinator, page="cases.case", name=f"筛选之{n}" * 3, query=f"q={n}")
    page.reload()
    assert_accessible(page)
    assert_fits(page)

    page.get_by_role("button", name="删除筛选“本周要盯的超期诉求”").click()
    expect(page.get_by_text("已删除筛选“本周要盯的超期诉求”。")).to_be_visible()
    expect(page.get_by_role("link", name="本周要盯的超期诉求")).to_have_count(0)

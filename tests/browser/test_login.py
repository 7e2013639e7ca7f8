import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import assert_accessible, assert_fits


@pytest.mark.parametrize("width", [390, 1366])
def test_one_signs_in_and_out_in_chinese(browser_page, officer, width):
    officer.is_staff = True
    officer.set_password("Linjiang-2026")
    officer.save()
    page = browser_page(width=width)
    page.goto("/admin/")
    assert_accessible(page)
    assert_fits(page)
    expect(page.get_by_text("非涉密系统")).to_be_visible()

    page.get_by_label("用户名").fill("officer")
    page.locator("#id_password").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("请输入正确的用户名和密码")).to_be_visible()

    page.locator("#id_password").fill("Linjiang-2026")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile("/admin/$"))
    assert_accessible(page)
    assert_fits(page)

    if width == 390:
        page.get_by_role("button", name="打开菜单").click()
    page.get_by_text("王示员", exact=True).click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="您已安全退出")).to_be_visible()
    assert_accessible(page)

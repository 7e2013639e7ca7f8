"""A ledger goes up through the page as an office does it, chosen file and all."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.accessibility import assert_accessible, assert_fits

SAMPLE = Path(__file__).parents[2] / "fixtures" / "demo" / "领导联系分工表.xlsx"


def test_the_chosen_file_comes_to_its_preview_and_no_other_field_is_touched(browser_page, login, coordinator):
    page = browser_page(width=390)
    login(page, coordinator)
    page.goto("/admin/ledgers/importbatch/add/")
    page.get_by_role("radio", name="领导联系分工表").check()
    page.locator("input[type=file]").set_input_files(SAMPLE)
    expect(page.get_by_text(SAMPLE.name)).to_be_visible()
    expect(page.locator("[name=sheet]")).to_have_value("")
    assert_accessible(page)
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_url(re.compile(r"/importbatch/\d+/"))
    assert_fits(page)
    assert_accessible(page)

"""A ledger goes up through the page as an office does it, chosen file and all."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from liaison.ledgers import tasks
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


@pytest.mark.parametrize("width", [1366, 390])
def test_a_large_ledger_is_read_while_the_page_waits_and_turns_into_its_preview(
    browser_page, login, coordinator, width, settings, tmp_path, monkeypatch
):
    settings.LEDGER_PREVIEW_DIRECT_BYTES, settings.MEDIA_ROOT = "1", tmp_path
    posted: list[int] = []
    monkeypatch.setattr(tasks.read_batch, "delay", posted.append)
    page = browser_page(width=width)
    login(page, coordinator)
    page.goto("/admin/ledgers/importbatch/add/?kind=leaders")
    page.locator("input[type=file]").set_input_files(SAMPLE)
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_url(re.compile(r"/importbatch/\d+/page/"))
    expect(page.get_by_text("正在读取台账，请稍候")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)

    tasks.read_batch(*posted)
    expect(page.get_by_role("link", name="核对栏目")).to_be_visible()
    assert_fits(page)

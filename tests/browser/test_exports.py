"""A ledger too large to wait for is asked for, left alone, and downloaded once it is there."""

import re

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from liaison.directory.models import User
from liaison.enterprises.models import Enterprise
from liaison.ledgers import tasks
from tests.browser.accessibility import assert_accessible, assert_fits


@pytest.fixture
def waiting(settings, tmp_path, monkeypatch) -> list[int]:
    """Ids that the page handed to the worker, who begins when the test says so."""
    settings.LEDGER_EXPORT_DIRECT_ROWS = "2"
    settings.MEDIA_ROOT = tmp_path
    posted: list[int] = []
    monkeypatch.setattr(tasks.write_export, "delay", posted.append)
    return posted


@pytest.mark.parametrize("width", [1366, 390])
def test_a_large_ledger_is_made_while_the_page_waits_and_is_found_again(
    browser_page, login, coordinator, nanguan, waiting, width, tmp_path
):
    User.objects.filter(pk=coordinator.pk).update(is_staff=True)
    for name in "甲乙丙":
        Enterprise.objects.create(name=f"长春示例{name}有限公司", region=nanguan)
    page = browser_page(width=width)
    login(page, coordinator)
    page.goto("/admin/enterprises/enterprise/")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("export_as_ledger")
    page.get_by_role("button", name="执行").click()
    page.wait_for_url(re.compile(r"/ledgerexport/\d+/page/"))
    expect(page.get_by_text("可以离开这个页面")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)

    tasks.write_export(*waiting)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 联系企业台账.xlsx").click()
    assert download.value.suggested_filename == "联系企业台账.xlsx"
    download.value.save_as(tmp_path / "downloaded.xlsx")
    cells = CalamineWorkbook.from_path(tmp_path / "downloaded.xlsx").get_sheet_by_index(0).to_python()
    assert [row[3] for row in cells[4:7]] == ["长春示例甲有限公司", "长春示例乙有限公司", "长春示例丙有限公司"]
    assert_fits(page)
    assert_accessible(page)

    page.get_by_role("link", name="全部导出文件").click()
    expect(page.get_by_role("link", name=re.compile("^下载（"))).to_be_visible()
    assert_fits(page)
    assert_accessible(page)

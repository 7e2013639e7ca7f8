"""No script of any page stumbles: an error leaves buttons dead without a word."""

import io

import pytest
import xlsxwriter
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import expect

from liaison.assignments.models import Assignment, PendingLink
from liaison.cases.models import Case, Category
from liaison.cases.services import file_case
from liaison.core import clock
from liaison.directory.models import Leader, Level, Role, Tenure, User
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit
from tests.crawl import pages_of
from tests.world import build_world

OWN = [
    "visits_quick",
    "visits_paste",
    "visits_visitevent_add",
    "cases_case_hotline",
    "cases_case_problems",
    "assignments_handover",
    "assignments_tree",
    "assignments_vacancies",
    "assignments_claim",
    "enterprises_enterprise_rename",
    "enterprises_enterprise_status",
    "enterprises_enterprise_merge",
    "visits_amend",
    "ledgers_upload",
    "index",
]


class Errors(list):
    """What scripts of ``page`` complain about: exceptions nobody caught, and what they call an error."""

    def __init__(self, page):
        super().__init__()
        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on("console", lambda said: said.type == "error" and self.append(f"{page.url}: {said.text}"))


@pytest.fixture
def office(coordinator):
    coordinator.is_staff = True
    coordinator.save()
    return coordinator


def book() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet("企业")
        for number, row in enumerate([["企业名称", "所在县（市、区）"], ["长春市示例食品有限公司", "南关区"]]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.parametrize("width", [390, 1366])
def test_a_hand_over_from_the_choice_to_the_end(
    browser_page, login, office, officer, leader, enterprise, nanguan, width
):
    Assignment.objects.create(leader=leader, level=Level.COUNTY, enterprise=enterprise, officer=officer)
    follower = Leader.objects.create(name="吴示敏", level=Level.COUNTY, region=nanguan, rank_order=2)
    Tenure.objects.create(leader=follower, title="副区长")
    page = browser_page(width=width)
    errors = Errors(page)
    login(page, office)
    handover = reverse("admin:assignments_handover")
    page.goto(f"{handover}?leader={leader.pk}")
    page.goto(f"{handover}?kind=officer")
    page.goto(f"{handover}?kind=leader&leader={leader.pk}&successor={follower.pk}&on={clock.today():%Y-%m-%d}")
    page.get_by_role("button", name="确认交接").click()
    expect(page.get_by_text("交接完成")).to_be_visible()
    assert errors == []


@pytest.mark.parametrize("width", [390, 1366])
def test_a_ledger_from_the_upload_to_its_preview(browser_page, login, office, nanguan, width):
    page = browser_page(width=width)
    errors = Errors(page)
    login(page, office)
    page.goto(reverse("admin:ledgers_upload") + "?kind=enterprises")
    file = {"name": "企业.xlsx", "mimeType": "application/octet-stream", "buffer": book()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("#ledger-send").click()
    page.wait_for_url("**/page/*")
    expect(page.get_by_text("长春市示例食品有限公司").first).to_be_visible()
    assert errors == []


@pytest.mark.parametrize("width", [390, 1366])
def test_an_attachment_from_the_choice_to_the_end(browser_page, login, office, enterprise, width):
    category = Category.objects.create(code="01", name="融资")
    case = file_case(
        by=office, now=clock.now(), enterprise=enterprise, category=category, content="贷款", source="hotline"
    )
    page = browser_page(width=width)
    errors = Errors(page)
    login(page, office)
    page.goto(reverse("admin:cases_case_page", args=[case.pk]))
    page.locator("#files").set_input_files({"name": "合同.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    page.get_by_role("button", name="上传附件").click()
    expect(page.get_by_text("合同.pdf").first).to_be_visible()
    assert errors == []
    assert Case.objects.get().attachments.count() == 1


def _address(name: str, world) -> str:
    """Return the page ``admin:name``, of the row it is about where it is about one."""
    about = {"assignments": PendingLink, "enterprises": Enterprise, "visits": Visit}
    try:
        return reverse(f"admin:{name}")
    except NoReverseMatch:
        return reverse(f"admin:{name}", args=[world[about[name.partition("_")[0]]].pk])


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OFFICER])
def test_the_main_pages(browser_page, login, now, today, settings, tmp_path, role):
    settings.MEDIA_ROOT = tmp_path
    world = build_world(now=now, today=today)
    page = browser_page(width=1366)
    errors = Errors(page)
    login(page, User.objects.get(role=role))
    pages = [_address(name, world) for name in OWN]
    for model, model_admin in admin.site._registry.items():
        pages += [
            url for url in pages_of(model_admin, world.get(model)) if "history" not in url and "delete" not in url
        ]
    for url in pages:
        answer = page.request.get(url, max_redirects=0)
        if answer.status == 200:
            page.goto(url)
    assert errors == []

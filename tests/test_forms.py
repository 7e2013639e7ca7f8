"""What holds for every form, found from the addresses and the links, so that a new one cannot forget it."""

import datetime as dt
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import include, path

from liaison.core.models import CalendarOverride
from liaison.core.once import FIELD
from liaison.directory.models import Role, User
from liaison.visits.models import Visit
from tests.crawl import addresses, crawl, pages_of_the_admin, shape
from tests.pages import parse
from tests.robot import fill, forms_that_post, rows_of_everything
from tests.world import build_world

pytestmark = pytest.mark.django_db

LIAISON = Path(settings.BASE_DIR) / "liaison"


@pytest.fixture
def world(db, today, now, settings, tmp_path) -> dict[type, object]:
    settings.MEDIA_ROOT = tmp_path
    return build_world(now=now, today=today)


def _pages(role: Role, world) -> tuple[Client, list]:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(role=role))
    return client, list(crawl(client, ["/admin/", *pages_of_the_admin(world), *addresses(world)]))


def _send_twice(client, url: str, data: dict) -> tuple[dict, dict, dict]:
    """Return the rows of everything before, after the first and after the second send; all is taken back."""
    with transaction.atomic():
        counted = [rows_of_everything()]
        for _ in range(2):
            for files in (each for each in data.values() if hasattr(each, "seek")):
                files.seek(0)
            status = client.post(url, data).status_code
            assert status < 500, f"{status} at {url}"
            counted.append(rows_of_everything())
        transaction.set_rollback(True)
    return tuple(counted)


def _grew(before: dict, after: dict) -> dict[str, int]:
    return {label: after[label] - before[label] for label in after if after[label] > before[label]}


def _counted_twice(client, pages, world) -> tuple[dict[str, dict], set[str]]:
    """Return what the second of two sends added, by address, and the addresses at which the first added anything."""
    twice, adding, seen = {}, set(), set()
    for url, response in pages:
        for form in forms_that_post(response):
            target = urljoin(url, form.get("action") or url)
            place = shape(target).partition("?")[0]
            if (key := (place, "_popup" in target, tuple(sorted(form.fields)))) in seen:
                continue
            seen.add(key)
            before, once, again = _send_twice(client, target, fill(form, world))
            if _grew(before, once):
                adding.add(place)
            if more := _grew(once, again):
                twice[target] = more
    return twice, adding


OF_ADMIN = {
    "/admin/cases/commonissue/add/",
    "/admin/core/calendaroverride/add/",
    "/admin/directory/leader/add/",
    "/admin/directory/leader/N/change/",
    "/admin/enterprises/enterprise/add/",
    "/admin/enterprises/enterprisecontact/add/",
    "/admin/enterprises/tag/add/",
    "/admin/filters/keep/",
    "/admin/visits/visit/add/",
    "/admin/visits/visit/quick/",
    "/admin/visits/visit/N/amend/",
}
OF_OFFICE = {
    "/admin/assignments/pendinglink/N/claim/",
    "/admin/cases/case/add/",
    "/admin/cases/case/intake/hotline/",
    "/admin/cases/case/N/attach/",
    "/admin/cases/case/N/comment/",
    "/admin/cases/case/N/move/submit/",
    "/admin/visits/visit/add/",
}
OF_OFFICER = {
    "/admin/cases/case/add/",
    "/admin/cases/case/N/comment/",
    "/admin/enterprises/enterprisecontact/add/",
    "/admin/visits/followup/N/complete/",
    "/admin/visits/visit/add/",
    "/admin/visits/visit/quick/",
}
ADDING = {Role.ADMIN: OF_ADMIN, Role.COORDINATOR: OF_OFFICE, Role.OFFICER: OF_OFFICER, Role.HANDLER: set()}


@pytest.mark.parametrize("role", ADDING)
def test_no_form_counts_twice_or_lacks_its_token_and_every_long_text_has_its_keeper(world, role):
    """One walk through all pages of a role for all three: the walk is what takes its time."""
    client, pages = _pages(role, world)
    assert _without_token(pages) == []
    assert _eaten(pages) == []
    twice, adding = _counted_twice(client, pages, world)
    assert twice == {}
    assert adding >= ADDING[role], f"the robot no longer gets through: {ADDING[role] - adding}"


def test_a_page_is_asked_for_the_row_it_shows_whatever_its_number(world):
    visit = world[Visit] = Visit.objects.get(pk=world[Visit].pk)
    visit.pk, visit._state.adding = 9001, True
    visit.save()
    Visit.objects.exclude(pk=visit.pk).delete()
    client = Client()
    client.force_login(User.objects.get(role=Role.ADMIN))
    asked = [url for url in addresses(world) if url.endswith("/amend/")]
    assert asked[0] == "/admin/visits/visit/9001/amend/"
    assert next(crawl(client, reversed(asked)))[0] == asked[0]


def _unprotected(request) -> HttpResponse:
    if request.method == "POST":
        CalendarOverride.objects.create(date=dt.date(2031, 1, CalendarOverride.objects.count() + 1), is_workday=True)
        return redirect("admin:index")
    return HttpResponse('<form method="post"><input name="name"><button>保存</button></form>')


urlpatterns = [path("admin/unprotected/", _unprotected), path("", include("config.urls"))]


def test_a_form_without_its_token_is_found(world, settings):
    settings.ROOT_URLCONF = __name__
    assert "/admin/unprotected/" in addresses(world)
    client = Client()
    client.force_login(User.objects.get(role=Role.ADMIN))
    page = client.get("/admin/unprotected/")
    twice, _ = _counted_twice(client, [("/admin/unprotected/", page)], world)
    assert twice == {"/admin/unprotected/": {"core.CalendarOverride": 1}}
    assert _without_token([("/admin/unprotected/", page)]) == ["/admin/unprotected/"]


def _without_token(pages) -> list[str]:
    """Return the pages with a form that lacks its token, or shares it with another."""
    found = []
    for url, response in pages:
        tokens = [form.fields.get(FIELD) for form in forms_that_post(response)]
        if not all(tokens) or len(set(tokens)) < len(tokens):
            found.append(url)
    return found


def _eaten(pages) -> list[str]:
    """Return the boxes for long texts that no keeper of drafts watches, as ``address: name``."""
    found = []
    for url, response in pages:
        page = parse(response)
        watched = page.xpath("//*[@id='liaison-person'][@data-person!='']") and page.xpath(KEEPER)
        for box in page.xpath("//textarea[@name] | //input[not(@type) or @type='text'][@name]"):
            form = next(box.iterancestors("form"), None)
            form = page.find(f".//form[@id='{box.get('form')}']") if box.get("form") else form
            if _is_long(box) and not (watched and form is not None and _is_kept(form)):
                found.append(f"{url}: {box.get('name')}")
    return found


KEEPER = "//script[contains(@src, 'draft_keeper.js')]"


def _is_long(box) -> bool:
    if box.tag == "textarea":
        return True
    dated = re.search(r"date|time", box.get("class", ""), re.IGNORECASE) or box.get("inputmode")
    return int(box.get("maxlength") or (0 if dated else 10_000)) > 200


def _is_kept(form) -> bool:
    """The rule of ``draft_keeper.js``; what only looks (a form that asks) keeps its words in the address."""
    sends = (form.get("method") or "get").lower()
    return sends == "get" or (FIELD in form.fields and form.get("data-draft") != "off")


def test_a_long_text_without_a_keeper_is_found():
    class Page:
        content = b'<form method="post"><textarea name="answer"></textarea></form>'

    assert _eaten([("/x/", Page)]) == ["/x/: answer"]


@pytest.mark.parametrize("path", sorted(LIAISON.rglob("*.html")), ids=lambda path: path.name)
def test_every_form_in_a_template_draws_its_token(path):
    text = path.read_text()
    assert len(re.findall(r"method=.post", text)) <= text.count("{% csrf_token %}")


@pytest.mark.parametrize("path", sorted(LIAISON.rglob("*.js")), ids=lambda path: path.name)
def test_no_script_sends_past_the_forms(path):
    assert not re.search(r"method:\s*.post|XMLHttpRequest|sendBeacon", path.read_text(), re.IGNORECASE)

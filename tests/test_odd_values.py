"""Every parameter that pages ask with and every box of every form, with something in it that nobody means.

``make nightly`` tries each value in each place, for each role; the suite tries a part drawn by seed.
"""

import random
import zlib
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from liaison.core.once import FIELD
from liaison.directory.models import Role, User
from tests.crawl import addresses, crawl, is_page, links, pages_of_the_admin, shape
from tests.odd import fault_of_response
from tests.pages import parse
from tests.robot import fill, forms_that_post
from tests.world import build_world

pytestmark = pytest.mark.django_db

ROLES = list(Role.values)
VALUES = (
    *("x", "²", "\0", "a\0b", "", " ", "-1", "0", "9" * 19, "9" * 25, "1" * 400, "字" * 3000),
    *("1,2,x", "[]", "{", "nan", "1e999", "１２．５", "1,000", "on", "'\"<", "%", "_", "\\", "\u200b", "𠮷"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "0001-Q1", "2026-06-24 25:61", "99999999999-01", "__all__"),
)
AT_ONCE = 120


@pytest.fixture
def world(db, today, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build_world(now=now, today=today)


def _signed_in(role: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(role=role))
    return client


def _queries(pages) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield (path, parameters, name of one of them), each name at each path once."""
    seen = set()
    for url, response in pages:
        asked = [link for link in links(response, url) if "?" in link]
        asked += [
            f"{urljoin(url, form.get('action') or url)}?{urlencode(form.form_values())}" for form in _asking(response)
        ]
        for link in asked:
            parts = urlsplit(link)
            given = dict(parse_qsl(parts.query, keep_blank_values=True))
            for name in given:
                if (shape(parts.path), name) not in seen:
                    seen.add((shape(parts.path), name))
                    yield parts.path, given, name


def _asking(response) -> list:
    return [form for form in parse(response).forms if (form.get("method") or "get").lower() == "get"]


def _boxes(pages, world) -> Iterator[tuple[str, dict, str]]:
    """Yield (address, what is sent, name of one box), each box of each kind of form once."""
    seen = set()
    for url, response in pages:
        for form in forms_that_post(response):
            target = urljoin(url, form.get("action") or url)
            given = {name: value for name, value in fill(form, world).items() if name != FIELD}
            for name in {*given, *(box.name for box in form.inputs if box.name)} - {FIELD}:
                if (shape(target), name) not in seen and "__prefix__" not in name and "csrf" not in name:
                    seen.add((shape(target), name))
                    yield target, given, name


def _tries(pages, world) -> list[tuple]:
    asked = [("get", *each, value) for each in _queries(pages) for value in VALUES]
    return asked + [("post", *each, value) for each in _boxes(pages, world) for value in VALUES]


def _faults(client: Client, tries) -> dict[str, str]:
    found = {}
    for method, url, given, name, value in tries:
        for files in (each for each in given.values() if hasattr(each, "seek")):
            files.seek(0)
        with transaction.atomic():
            response = getattr(client, method)(url, {**given, name: value})
            transaction.set_rollback(True)
        if fault := fault_of_response(response):
            found[f"{method} {url} {name}={value[:40]!r}"] = fault
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_part_of_all_odd_values(world, role):
    """The pages of the admin alone, without walking on from them."""
    client = _signed_in(role)
    answers = ((page, client.get(page)) for page in pages_of_the_admin(world))
    tries = _tries([(page, answer) for page, answer in answers if is_page(answer)], world)
    drawn = random.Random(zlib.crc32(role.encode())).sample(tries, min(AT_ONCE, len(tries)))
    assert _faults(client, drawn) == {}
    assert len(drawn) == AT_ONCE, "there is more to try"


@pytest.mark.nightly
@pytest.mark.parametrize("role", ROLES)
def test_all_odd_values(world, role):
    client = _signed_in(role)
    pages = list(crawl(client, ["/admin/", *pages_of_the_admin(world), *addresses(world)]))
    assert _faults(client, _tries(pages, world)) == {}

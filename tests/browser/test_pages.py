"""Every page of the admin, looked at by axe and for its width, on a phone and on a desk."""

import pytest
from django.contrib import admin
from django.urls import reverse

from liaison.directory.models import Role, User
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.world import build_world


@pytest.fixture
def world(transactional_db, today, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build_world(now=now, today=today)


def _pages(world) -> list[str]:
    found = ["/admin/", reverse("admin:password_change")]
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        if model in world:
            found += [
                reverse(f"{name}_change", args=[world[model].pk]),
                reverse(f"{name}_history", args=[world[model].pk]),
            ]
    return found


@pytest.mark.parametrize(("role", "width"), [(Role.OFFICER, 390), (Role.COORDINATOR, 1366)])
def test_pages_are_accessible_and_fit(world, browser_page, login, role, width):
    page = browser_page(width=width)
    login(page, User.objects.get(role=role))
    problems = []
    for url in _pages(world):
        if page.goto(url).status != 200:
            continue
        for check in (assert_accessible, assert_fits):
            try:
                check(page)
            except AssertionError as problem:
                problems.append(str(problem))
    assert not problems, "\n".join(problems)

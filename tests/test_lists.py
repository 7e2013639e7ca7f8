"""No page outgrows the data: a list costs the same number of SQL statements at 1, 3 and 9 rows of everything."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.directory.models import Role, User
from tests.world import add_another_of_each, build_world


def _costs(client) -> dict[str, int]:
    """Return the number of SQL statements of every list page."""
    found = {}
    for model_admin in admin.site._registry.values():
        url = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist")
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url, follow=True)
        assert response.status_code == 200, url
        found[url] = len(queries)
    return found


@pytest.mark.django_db
def test_lists_cost_the_same_however_many_rows(today, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = build_world(now=now, today=today)
    client = Client()
    client.force_login(User.objects.get(role=Role.ADMIN))
    _costs(client)  # what is read once per process (content types) is read now

    at_one = _costs(client)
    for _ in range(2):
        add_another_of_each(world, now=now, today=today)
    at_three = _costs(client)
    for _ in range(6):
        add_another_of_each(world, now=now, today=today)
    at_nine = _costs(client)

    costs = {url: (at_one[url], at_three[url], at_nine[url]) for url in at_one}
    assert {url: cost for url, cost in costs.items() if len(set(cost)) > 1} == {}

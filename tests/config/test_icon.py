"""A browser that asks for /favicon.ico gets ours, and the pages name it."""

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse


@pytest.mark.django_db
def test_the_icon_answers_and_is_linked(client):
    assert client.get("/favicon.ico").url.endswith("liaison/favicon.svg")
    assert finders.find("liaison/favicon.svg")
    assert "liaison/favicon" in client.get(reverse("admin:login")).content.decode()

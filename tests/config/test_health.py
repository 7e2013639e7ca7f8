"""The pages that machines and worried people ask."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.urls import reverse

from config import beat, health, views
from tests.pages import text_of


@pytest.fixture
def parts(monkeypatch):
    """All parts well, until a test takes one away."""
    for name in ("broker_answers", "seen_lately"):
        monkeypatch.setattr(health, name, lambda: True)
    return lambda name: monkeypatch.setattr(health, name, lambda: False)


def test_liveness_asks_nobody(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_when_all_parts_answer(client, parts):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert set(response.json().values()) == {"ok"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("check", "part"),
    [
        ("_database_answers", "database"),
        ("_migrations_applied", "migrations"),
        ("broker_answers", "broker"),
        ("seen_lately", "beat"),
    ],
)
def test_not_ready_names_the_part_that_is_down(client, parts, check, part):
    parts(check)
    response = client.get("/readyz")
    assert response.status_code == 503
    told = response.json()
    assert told.pop("status") == "unavailable"
    assert [name for name, state in told.items() if state == "down"] == [part]


@pytest.mark.parametrize("error", [OperationalError("connection refused"), InterfaceError("connection closed")])
def test_page_without_database_says_so_in_plain_words(client, monkeypatch, settings, error):
    def broken(*args, **kwargs):
        raise error

    settings.DEBUG = False
    client.raise_request_exception = False
    monkeypatch.setattr(SessionStore, "load", broken)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a-known-session"
    response = client.get(reverse("admin:index"))
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "数据库没有应答" in text_of(response)
    assert "connection" not in text_of(response)


def test_other_errors_stay_what_they_are(rf, settings):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        response = views.server_error(rf.get("/"))
    assert response.status_code == 500


def test_beat_signs_now_and_then_only(monkeypatch):
    signs = []
    monkeypatch.setattr(beat, "sign", lambda: signs.append(1))
    monkeypatch.setattr(beat.DatabaseScheduler, "__init__", lambda self: None)
    monkeypatch.setattr(beat.DatabaseScheduler, "tick", lambda self: 1.0)
    scheduler = beat.SigningScheduler()
    assert [scheduler.tick() for _ in range(5)] == [1.0] * 5
    assert len(signs) == 1

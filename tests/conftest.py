"""Fixtures every room's tests share: a small true-to-life world, and one person of each role."""

import datetime as dt
import os

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings

from liaison.core import rooms
from liaison.directory.models import Leader, Level, Region, Role, Tenure, User
from liaison.enterprises.models import Enterprise
from tests.chromium import CHROMIUM, chromium  # noqa: F401 - a fixture by being imported

# No deadline for one example: a busy machine is slow, not wrong. HYPOTHESIS_PROFILE=nightly tries thousands.
hypothesis_settings.register_profile("usual", deadline=None)
hypothesis_settings.register_profile("nightly", deadline=None, max_examples=3000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


def examples(share: float) -> int:
    """Return a share of what the loaded profile tries (100 by default, 3000 nightly)."""
    return max(1, round(hypothesis_settings.default.max_examples * share))


def pytest_terminal_summary(terminalreporter) -> None:
    """Name what this machine could not test: a green run must not pretend. (In CI a missing browser fails.)"""
    if os.environ.get("CI") == "true":
        return
    if not CHROMIUM:
        terminalreporter.write_line(
            "LEFT OUT 没有测试：浏览器（没有找到 Chromium，可用 CHROMIUM 指明路径）", yellow=True
        )
    if connection.vendor != "postgresql":
        terminalreporter.write_line("LEFT OUT 没有测试：PostgreSQL（用 DATABASE_URL 指明服务器）", yellow=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix) -> None:
    """Put SQLite's test database into a file: one in memory knows no waiting, so threads could not meet in it."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture
def hand_in(monkeypatch):
    """``hand_in(*declarations)`` adds a room above all others; of the kinds ``instead_of`` theirs no longer count."""

    def hand_in(*declarations, instead_of: tuple[type, ...] = ()) -> None:
        others = [each for room in rooms.rooms() for each in room.declarations if type(each) not in instead_of]
        monkeypatch.setattr(rooms, "rooms", lambda: (rooms.Room(*others), rooms.Room(*declarations)))
        rooms.handed_in.cache_clear()

    yield hand_in
    rooms.handed_in.cache_clear()


@pytest.fixture
def today() -> dt.date:
    """A Wednesday with plain working days around it."""
    return dt.date(2026, 6, 24)


@pytest.fixture
def now(today) -> dt.datetime:
    return dt.datetime.combine(today, dt.time(8, 30), tzinfo=dt.timezone(dt.timedelta(hours=8)))


def make_region(code: str, name: str, level: Level, parent: Region | None = None) -> Region:
    region = Region.objects.create(code=code, name=name, level=level, parent=parent)
    region.lineage = f"{parent.lineage if parent else ''}{code}/"
    region.prefecture = region if level == Level.PREFECTURE else (parent.prefecture if parent else None)
    region.reporting_unit = region.prefecture
    region.save()
    return region


@pytest.fixture
def province(db) -> Region:
    return make_region("220000", "吉林省", Level.PROVINCE)


@pytest.fixture
def changchun(province) -> Region:
    return make_region("220100", "长春市", Level.PREFECTURE, province)


@pytest.fixture
def nanguan(changchun) -> Region:
    return make_region("220102", "南关区", Level.COUNTY, changchun)


@pytest.fixture
def jilin_city(province) -> Region:
    return make_region("220200", "吉林市", Level.PREFECTURE, province)


@pytest.fixture
def officer(db) -> User:
    return User.objects.create_user(username="officer", name="王示员", role=Role.OFFICER, email="officer@example.cn")


@pytest.fixture
def supervisor(province) -> User:
    return User.objects.create_user(username="supervisor", name="李示督", role=Role.SUPERVISOR, region=province)


@pytest.fixture
def coordinator(province) -> User:
    return User.objects.create_user(username="coordinator", name="赵示协", role=Role.COORDINATOR, region=province)


@pytest.fixture
def admin_account(db) -> User:
    return User.objects.create_superuser(username="root", name="系统管理员", password="x", role=Role.ADMIN)


@pytest.fixture
def leader(nanguan) -> Leader:
    leader = Leader.objects.create(name="周示晓", level=Level.COUNTY, region=nanguan, rank_order=1)
    Tenure.objects.create(leader=leader, title="副区长")
    return leader


@pytest.fixture
def enterprise(nanguan) -> Enterprise:
    return Enterprise.objects.create(name="长春市禾龙装备制造有限公司", uscc="91220102MAETEATQX3", region=nanguan)

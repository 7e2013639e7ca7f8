"""What the rooms hand in, and the sidebar made of it."""

from dataclasses import dataclass

import pytest
from django.core import checks
from django.test import RequestFactory

from liaison.core.navigation import WORK, Entry, Group, sidebar
from liaison.core.rooms import Check, Permits, check_rooms, handed_in, permissions_of, rooms
from liaison.directory.models import Role


@dataclass(frozen=True)
class Plain:
    name: str


@dataclass(frozen=True)
class Special(Plain):
    """A kind of its own, although it derives from another."""


def test_every_room_hands_in_something_once():
    assert len(rooms()) == 9
    for room in rooms():
        assert room.declarations
        assert len(set(map(id, room.declarations))) == len(room.declarations)


def test_the_kind_asked_for_comes_in_order_and_no_other(hand_in):
    hand_in(Plain("one"), Special("other"), Plain("two"))
    hand_in(Plain("above"))
    assert [each.name for each in handed_in(Plain)] == ["one", "two", "above"]
    assert [each.name for each in handed_in(Special)] == ["other"]


def test_roles_are_permitted_what_the_rooms_say(hand_in):
    hand_in(Permits("officer handler", "campaigns.add_team"), Permits("handler", "campaigns.view_team"))
    permissions_of.cache_clear()
    assert "campaigns.add_team" in permissions_of(Role.OFFICER) & permissions_of(Role.HANDLER)
    assert "campaigns.view_team" in permissions_of(Role.HANDLER) - permissions_of(Role.OFFICER)
    assert permissions_of(Role.ADMIN) == frozenset(), "administrators are superusers"
    permissions_of.cache_clear()


def test_a_rooms_check_runs_with_the_others(hand_in):
    fault = checks.Error("坏了", id="x.E001")
    hand_in(Check(lambda: [fault]))
    assert check_rooms(None) == [fault]


def _lines(request) -> dict[str, list[str]]:
    return {group["title"]: [item["title"] for item in group["items"]] for group in sidebar(request)}


def _asked(user, path):
    request = RequestFactory().get(path)
    request.user = user
    return request


@pytest.fixture
def entries(hand_in):
    later = Group("后面的组", 99)
    hand_in(
        Entry(later, 1, "后面", "icon", "admin:directory_unit_changelist"),
        Entry(WORK, 25, "插在中间", "icon", "admin:directory_leader_changelist", badge=lambda request: 0),
        Entry(WORK, 26, "排队的", "icon", "admin:visits_visit_changelist", query="queue=x", badge=lambda request: 3),
        Entry(WORK, 27, "看不见", "icon", "admin:directory_unit_changelist", shows=lambda request: False),
        Entry(WORK, 28, "不许看", "icon", "admin:directory_unit_changelist", "directory.delete_unit"),
    )


def test_a_room_puts_its_entry_where_people_look_for_it(entries, supervisor):
    lines = _lines(_asked(supervisor, "/admin/"))
    assert list(lines)[-1] == "后面的组"
    assert lines["工作台"][:4] == ["首页", "进展统计", "插在中间", "排队的"]
    assert not {"看不见", "不许看"} & {title for titles in lines.values() for title in titles}


@pytest.mark.parametrize(
    ("path", "active"),
    [
        ("/admin/", "首页"),
        ("/admin/search/", None),
        ("/admin/visits/visit/", "走访记录"),
        ("/admin/visits/visit/?queue=x", "排队的"),
        ("/admin/visits/visit/7/change/", "走访记录"),
        ("/admin/visits/visit/quick/", "记走访"),
    ],
)
def test_the_nearest_entry_is_marked(entries, officer, path, active):
    marked = [item["title"] for group in sidebar(_asked(officer, path)) for item in group["items"] if item["active"]]
    assert marked == ([active] if active else [])


def test_a_badge_shows_a_number_and_none_for_nothing(entries, officer):
    items = [item for group in sidebar(_asked(officer, "/admin/")) for item in group["items"]]
    badges = {item["title"]: item["badge"] for item in items if "badge" in item}
    assert (bool(badges["插在中间"]), bool(badges["排队的"]), str(badges["排队的"])) == (False, True, "3")

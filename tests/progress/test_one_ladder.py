"""The province's row of a reporting unit, that unit's own page and the sum of its counties are one figure."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from liaison.assignments import tree
from liaison.assignments.models import Assignment
from liaison.directory.models import Leader, Level, Region, Role, User
from liaison.enterprises.models import Enterprise
from liaison.progress.indicators import Scope
from liaison.progress.periods import Period
from liaison.progress.tables import table_of_places
from liaison.visits.models import Visit
from tests.pages import text_of

PERIOD = Period.parse("2026-Q2")


@pytest.fixture
def everywhere(db, today) -> list[Region]:
    """One enterprise more in each place than in the one before, each linked and visited; return the reporting units."""
    call_command("load_reference", verbosity=0)
    province = Region.objects.get(level=Level.PROVINCE)
    leader = Leader.objects.create(name="省示领", level=Level.PROVINCE, region=province)
    places = Region.objects.filter(successor=None).exclude(level=Level.PROVINCE).order_by("code")
    rows = [
        Enterprise(name=f"{place.code}第{n}号", name_key=f"{place.code}{n}", region=place)
        for at, place in enumerate(places)
        for n in range(1 + at % 4)
    ]
    rows = Enterprise.objects.bulk_create(rows)
    Assignment.objects.bulk_create(Assignment(leader=leader, level=leader.level, enterprise=row) for row in rows)
    Visit.objects.bulk_create(Visit(enterprise=row, held_on=today, held_until=today) for row in rows)
    return list(Region.objects.reporting_units().order_by("code"))


def whole(code: str, today) -> tuple[list, dict[str, int]]:
    region = Region.objects.get(code=code)
    user = User.objects.create_user(username=code, name="示例", role=Role.SUPERVISOR, region=region)
    rows, figures = table_of_places(Scope(user, PERIOD, today))
    return rows, {key: figure.value for key, figure in figures.items()}


def test_each_unit_reads_the_same_from_above_from_its_own_page_and_added_up(everywhere, today):
    rows, province = whole("220000", today)
    assert [row.title for row in rows if row.value == ""] == []
    assert sorted(row.value for row in rows) == [unit.code for unit in everywhere]
    for row in rows:
        own_rows, own = whole(row.value, today)
        assert {key: figure.value for key, figure in row.figures.items()} == own
        for key in own:
            assert sum(each.figures[key].value for each in own_rows) == own[key]
    for key, value in province.items():
        assert sum(row.figures[key].value for row in rows) == value
    assert province["linked"] == province["visits"] == Enterprise.objects.count() > 100


def test_the_tree_and_the_list_behind_it_count_alike(everywhere, admin_account, admin_client, today):
    (root,) = tree.build(admin_account, today, reporting=True)
    assert [node.region for node in root.children] == everywhere
    for node in root.children:
        listed = Enterprise.objects.filter(region__in=Region.objects.within(node.region)).count()
        assert node.figures["enterprises"] == listed
    page = text_of(admin_client.get(reverse("admin:assignments_tree")))
    assert page.index("通化市") < page.index("梅河口市")
    statutory = admin_client.get(reverse("admin:assignments_tree"), {"by": "statutory"}).content.decode()
    assert '?prefecture=220100"' in statutory
    assert '?prefecture=220500"' not in statutory, "the list of 通化 leaves 梅河口 out, so this figure leads nowhere"


def test_filters_offer_the_eleven_units(everywhere, admin_client):
    for page in ("enterprises_enterprise", "assignments_assignment", "visits_visit", "cases_case", "directory_unit"):
        shown = admin_client.get(reverse(f"admin:{page}_changelist")).content.decode()
        assert all(f">{unit.name}<" in shown.replace("\n", "").replace("  ", "") for unit in everywhere), page

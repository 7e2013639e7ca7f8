import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.assignments import services
from liaison.assignments.models import Assignment, PendingLink
from liaison.core.text import match_key
from liaison.directory.models import Leader, Level, Unit
from liaison.enterprises.models import Enterprise


@pytest.fixture
def unit(nanguan):
    return Unit.objects.create(code="u", name="南关区工信局", short_name="工信局", level=Level.COUNTY, region=nanguan)


def pend(leader, name, **extra):
    return PendingLink.objects.create(
        leader=leader, level=leader.level, enterprise_name=name, enterprise_key=match_key(name), **extra
    )


def test_link_becomes_an_assignment_when_the_enterprise_is_there(leader, officer, unit, enterprise):
    link = pend(leader, "长春市禾龙装备\n制造有限公司", officer=officer, lead_unit=unit)
    link.support_units.add(unit)
    result = services.join_pending_links([enterprise])
    row = Assignment.objects.get()
    assert result.created == [row]
    assert (row.leader, row.enterprise, row.officer, row.lead_unit, row.start_on) == (
        leader,
        enterprise,
        officer,
        unit,
        None,
    )
    assert list(row.support_units.all()) == [unit]
    assert not PendingLink.objects.exists()
    assert row.history.count() == 1


def test_doing_it_twice_changes_nothing(leader, enterprise):
    pend(leader, enterprise.name)
    services.join_pending_links([enterprise])
    assert services.join_pending_links([enterprise]).created == []
    pend(leader, enterprise.name)
    result = services.join_pending_links([enterprise])
    assert (result.settled, Assignment.objects.count(), PendingLink.objects.count()) == (1, 1, 0)


def test_homonyms_stay_pending_unless_the_leaders_region_decides(leader, enterprise, jilin_city):
    link = pend(leader, enterprise.name)
    twin = Enterprise.objects.create(name=enterprise.name, region=jilin_city)
    assert services.join_pending_links([twin]).created[0].enterprise == enterprise
    Assignment.objects.all().delete()
    link = pend(leader, enterprise.name)
    Enterprise.objects.create(name=enterprise.name, region=leader.region)
    result = services.join_pending_links([twin])
    assert result.ambiguous == [link]
    assert PendingLink.objects.get() == link


def test_enterprise_that_has_another_leader_keeps_the_link_pending(leader, enterprise, nanguan, today):
    other = Leader.objects.create(name="吴示岩", level=Level.COUNTY, region=nanguan)
    held = services.assign(leader=other, enterprise=enterprise, today=today)
    link = pend(leader, enterprise.name)
    assert services.join_pending_links([enterprise]).occupied == [(link, held)]
    assert PendingLink.objects.get() == link


def test_statements_do_not_grow_with_rows(leader, nanguan):
    def joined(count, prefix):
        rows = [Enterprise(name=f"{prefix}{n}", name_key=f"{prefix}{n}", region=nanguan) for n in range(count)]
        rows = Enterprise.objects.bulk_create(rows)
        links = [
            PendingLink(leader=leader, level=leader.level, enterprise_name=row.name, enterprise_key=row.name_key)
            for row in rows
        ]
        PendingLink.objects.bulk_create(links)
        with CaptureQueriesContext(connection) as captured:
            assert len(services.join_pending_links(rows).created) == count
        return len(captured)

    assert joined(2, "甲") == joined(40, "乙") <= 20
    # SQLite takes 999 values a statement, hence one INSERT for each 55 to 80 rows.
    assert joined(2263, "丙") <= (130 if connection.vendor == "sqlite" else 50)

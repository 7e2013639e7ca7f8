"""次, 户次 and 联系 in the tree of places: a gathering of two counties is one in each of them and one above."""

from liaison.assignments import tree
from liaison.directory.models import Level
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit, VisitEvent
from tests.conftest import make_region


def test_a_gathering_counts_once_at_every_level(admin_account, changchun, nanguan, today):
    other = make_region("220105", "二道区", Level.COUNTY, changchun)
    rows = [Enterprise.objects.create(name=f"{n}公司", region=nanguan if n < 2 else other) for n in range(3)]
    event = VisitEvent.objects.create(kind="office", title="现场办公", held_on=today, held_until=today)
    for row in rows:
        Visit.objects.create(enterprise=row, held_on=today, event=event, method="office")
    Visit.objects.create(enterprise=rows[0], held_on=today)
    Visit.objects.create(enterprise=rows[0], held_on=today, method="phone")
    (root,) = tree.build(admin_account, today)
    (city,) = root.children
    here, there = city.children
    numbers = {node.region.name: node.row(["occasions", "visits", "contacts"]) for node in (root, city, here, there)}
    assert numbers == {"吉林省": [2, 4, 1], "长春市": [2, 4, 1], "南关区": [2, 3, 1], "二道区": [1, 1, 0]}


def test_a_place_with_enterprises_of_its_own_shares_gatherings_too(admin_account, changchun, nanguan, today):
    event = VisitEvent.objects.create(kind="office", title="现场办公", held_on=today, held_until=today)
    for place in (changchun, nanguan):
        row = Enterprise.objects.create(name=f"{place}公司", region=place)
        Visit.objects.create(enterprise=row, held_on=today, event=event, method="office")
    ((city,),) = [root.children for root in tree.build(admin_account, today)]
    assert [node.row(["occasions", "visits"]) for node in (city, *city.children)] == [[1, 2], [1, 1], [1, 1]]

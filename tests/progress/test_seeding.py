import pytest
from django.core.management import call_command
from stdnum.cn import uscc

from liaison.assignments.models import Assignment
from liaison.cases.models import Case
from liaison.core.errors import Refused
from liaison.directory.models import Leader, User
from liaison.enterprises.models import Enterprise
from liaison.progress.seeding import seed_demo
from liaison.visits.models import FollowUp, Visit


@pytest.fixture
def reference(db):
    call_command("load_reference", verbosity=0)


def seed(now, today, **options):
    return seed_demo(**{"enterprises": 40, "seed": 7, "now": now, "today": today} | options)


def test_everything_hangs_together(reference, now, today):
    counted = seed(now, today)
    assert Enterprise.objects.count() == counted.enterprises == 40
    assert Visit.objects.count() == counted.visits == 400
    assert FollowUp.objects.count() == counted.follow_ups == 80
    assert Case.objects.count() == counted.cases == 80
    assert Assignment.objects.of_enterprises().on(today).values("enterprise").distinct().count() == 40
    assert all(uscc.is_valid(code) for code in Enterprise.objects.values_list("uscc", flat=True))
    for enterprise in Enterprise.objects.all():
        enterprise.full_clean()


def test_every_person_is_plainly_invented(reference, now, today):
    seed(now, today)
    assert all("示" in name for name in Leader.objects.values_list("name", flat=True))
    assert all("示" in name for name in User.objects.values_list("name", flat=True))


def test_the_same_seed_gives_the_same_and_only_once(reference, now, today):
    seed(now, today)
    with pytest.raises(Refused, match="--seed"):
        seed(now, today)
    assert Enterprise.objects.count() == 40
    seed(now, today, seed=8)
    assert Enterprise.objects.count() == 80


def test_without_reference_data_it_says_what_to_run(db, now, today):
    with pytest.raises(Refused, match="load_reference"):
        seed(now, today)

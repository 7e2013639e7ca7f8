import datetime as dt

import pytest

from liaison.assignments import handover, services
from liaison.directory.models import Leader, Level, Role, Tenure, User
from liaison.enterprises.models import Enterprise


@pytest.fixture
def successor(nanguan) -> Leader:
    leader = Leader.objects.create(name="薛示波", level=Level.COUNTY, region=nanguan, rank_order=3)
    Tenure.objects.create(leader=leader, title="副区长")
    return leader


@pytest.fixture
def new_officer(nanguan) -> User:
    return User.objects.create_user(username="new", name="孙示新", role=Role.OFFICER, region=nanguan)


@pytest.fixture
def portfolio(leader, officer, nanguan, today):
    """Forty enterprises and the region itself, all with one leader and one officer for a year."""
    since = today - dt.timedelta(days=365)
    rows = Enterprise.objects.bulk_create(
        Enterprise(name=f"南关{n}号", name_key=f"南关{n}号", region=nanguan) for n in range(40)
    )
    for row in rows:
        services.assign(leader=leader, enterprise=row, officer=officer, today=today, start_on=since)
    services.assign(leader=leader, region=nanguan, officer=officer, today=today, start_on=since)
    return rows


@pytest.fixture
def no_movers(hand_in):
    """Hand-over as this room knows it, without what rooms above hand in."""
    hand_in(instead_of=(handover.Mover,))

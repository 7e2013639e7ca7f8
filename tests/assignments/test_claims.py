import datetime as dt
from functools import partial

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.assignments import claims, handover, services
from liaison.assignments.models import Assignment, PendingLink
from liaison.core import clock
from liaison.core.text import match_key
from liaison.directory.models import Leader, Level, Role, Tenure, Unit, User
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


def test_a_link_written_otherwise_is_claimed_by_hand_and_its_name_remembered(leader, enterprise, officer, unit):
    link = pend(leader, "禾龙装备", officer=officer)
    link.support_units.add(unit)
    row = services.claim(link=link, enterprise=enterprise, by=None, officer=officer)
    assert (row.leader, row.enterprise, row.officer) == (leader, enterprise, officer)
    assert list(row.support_units.all()) == [unit]
    assert not PendingLink.objects.exists()
    assert list(Enterprise.objects.matching("禾龙装备").filter(aliases__key="禾龙装备")) == [enterprise]


def test_claiming_what_another_leader_has_is_refused_and_the_link_stays(leader, enterprise, nanguan, today):
    other = Leader.objects.create(name="吴示岩", level=Level.COUNTY, region=nanguan)
    services.assign(leader=other, enterprise=enterprise, today=today)
    link = pend(leader, "禾龙装备")
    with pytest.raises(services.AssignmentRefused, match="吴示岩"):
        services.claim(link=link, enterprise=enterprise, by=None)
    assert PendingLink.objects.filter(pk=link.pk).exists()
    assert not enterprise.aliases.exists()


def test_claim_page_offers_near_names_and_claims(admin_client, leader, enterprise, jilin_city):
    link = pend(leader, "长春禾龙装备制造有限责任公司")
    address = reverse("admin:assignments_claim", args=[link.pk])
    assert enterprise.name in admin_client.get(address).content.decode()
    admin_client.post(address, {"enterprise": enterprise.pk, "leader": leader.pk, "remember": "on"})
    assert Assignment.objects.get().enterprise == enterprise
    assert admin_client.get(address).status_code == 404


def test_claim_page_of_another_region_does_not_exist(client, leader, jilin_city, enterprise):
    link = pend(leader, "禾龙")
    client.force_login(
        User.objects.create_user(username="c", name="钱示", role=Role.COORDINATOR, region=jilin_city, is_staff=True)
    )
    assert client.get(reverse("admin:assignments_claim", args=[link.pk])).status_code == 404


def test_an_enterprise_added_or_renamed_by_hand_finds_its_leader(admin_client, leader, nanguan):
    pend(leader, "长春新来有限公司")
    pend(leader, "长春改名有限公司")
    form = {"name": "长春新来有限公司", "region": nanguan.pk, "ownership": "private", "is_above_scale": "unknown"}
    form |= {f"{name}-{part}_FORMS": 0 for name in ("contacts", "aliases") for part in ("TOTAL", "INITIAL")}
    answer = admin_client.post("/admin/enterprises/enterprise/add/", form, follow=True)
    assert "周示晓联系长春新来有限公司" in answer.content.decode()
    old = Enterprise.objects.create(name="旧名", region=nanguan)
    rename = {"name": "长春改名有限公司", "kind": "renamed", "on": "2026-06-24"}
    admin_client.post(reverse("admin:enterprises_enterprise_rename", args=[old.pk]), rename)
    assert sorted(row.enterprise.name for row in leader.assignments.all()) == ["长春改名有限公司", "长春新来有限公司"]
    assert not PendingLink.objects.exists()


def left(leader, today):
    """Let ``leader`` be out of post since yesterday."""
    Tenure.objects.filter(leader=leader).delete()
    Tenure.objects.create(leader=leader, title="副区长", end_on=today - dt.timedelta(days=1))


def test_what_became_unusual_meanwhile_waits_for_a_person(leader, officer, unit, enterprise):
    today = clock.today()

    def join():
        PendingLink.objects.all().delete()
        pend(leader, enterprise.name, officer=officer, lead_unit=unit)
        return services.join_pending_links([enterprise])

    last_day = today - dt.timedelta(days=1)
    unit.valid_to, officer.is_active = last_day, False
    unit.save()
    officer.save()
    left(leader, today)
    ((link, said),) = join().unusual
    assert PendingLink.objects.get() == link
    assert said == [
        f"周示晓在 {today} 没有在任的职务（登记的职务到 {last_day} 为止）。",
        f"牵头部门南关区工信局已于 {last_day} 停用，认领时请改为接续的单位。",
        "联络员王示员的账号已停用，请另选联络员。",
    ]
    assert "没有自动认领：周示晓在" in claims.join_arrivals([enterprise], by=None)
    unit.valid_to, officer.is_active = today, True
    unit.save()
    officer.save()
    Tenure.objects.filter(leader=leader).update(end_on=today)
    assert (join().unusual, Assignment.objects.get().leader) == ([], leader)


def test_claim_page_asks_about_a_leader_who_left_and_takes_the_successor(admin_client, leader, successor, enterprise):
    left(leader, clock.today())
    address = reverse("admin:assignments_claim", args=[pend(leader, "禾龙").pk])
    typed = {"enterprise": enterprise.pk, "leader": leader.pk, "remember": "on"}
    page = admin_client.post(address, typed)
    assert "没有在任的职务" in page.content.decode()
    assert not Assignment.objects.exists()
    mark = page.context["form"].doubts_mark
    admin_client.post(address, typed | {"leader": successor.pk})
    assert Assignment.objects.get().leader == successor
    Assignment.objects.all().delete()
    address = reverse("admin:assignments_claim", args=[pend(leader, "禾龙").pk])
    admin_client.post(address, typed | {"_anyway": mark})
    assert Assignment.objects.get().leader == leader


def test_a_link_that_leads_nowhere_is_put_away_with_a_reason(admin_client, leader):
    link = pend(leader, "查无此企业")
    address = reverse("admin:assignments_claim", args=[link.pk])
    assert "reason" in admin_client.post(address, {"step": "put_away", "reason": ""}).context["putting_away"].errors
    assert PendingLink.objects.exists()
    page = admin_client.post(address, {"step": "put_away", "reason": "表中误列"}, follow=True)
    assert "已移出待认领" in page.content.decode()
    assert not PendingLink.objects.exists()
    entry = LogEntry.objects.get(object_id=link.pk, content_type__model="pendinglink")
    assert (entry.change_message, entry.user) == ("不登记：表中误列", page.context["user"])


def test_links_that_wait_pass_on_with_a_hand_over(portfolio, leader, successor, officer, new_officer, today):
    mine = pend(leader, "还没来的企业", officer=officer)
    pend(leader, "两位都等的企业", officer=officer)
    kept = pend(successor, "两位都等的企业")
    plan = partial(handover.plan_leader, leader=leader, successor=successor, on=today)
    shown = dict(handover.preview(plan()))["待认领的联系"]
    assert [item.text for item in shown] == ["还没来的企业 → 薛示波", "两位都等的企业 → 薛示波"]
    assert handover.apply(plan, by=None, now=clock.now()).moved["待认领的联系"] == 2
    assert set(PendingLink.objects.values_list("pk", "leader")) == {(mine.pk, successor.pk), (kept.pk, successor.pk)}
    plan = partial(handover.plan_officer, officer=officer, successor=new_officer, on=today)
    handover.apply(plan, by=None, now=clock.now())
    mine.refresh_from_db()
    assert mine.officer == new_officer

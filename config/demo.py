"""The demonstration: sample ledgers in through the product's own import, one account for each role."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q

from liaison.assignments.models import Assignment
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Region, Role, Unit, UnitKind, User
from liaison.ledgers.kinds import PLANNERS
from liaison.visits.models import Method
from liaison.visits.services import FollowUpInput, complete_follow_up, log_visit

FOLDER = settings.BASE_DIR / "fixtures" / "demo"
LEDGERS = {
    "leaders": "领导联系分工表.xlsx",
    "enterprises": "联系企业台账.xlsx",
    "visits": "走访记录.xlsx",
    "cases": "诉求台账.xlsx",
}
# Printed on purpose: these accounts exist in demonstrations only.
PASSWORD = "liaison-demo"
PROVINCE_CODE = "220000"
HANDLING_REGION_CODE = "220100"
OFFICER, HANDLER, COORDINATOR, SUPERVISOR, ADMIN = "lianluo", "chengban", "xietiao", "ducha", "admin"
OFFICER_ENTERPRISES = 40


def ledgers() -> list[tuple[str, Path]]:
    """Return the sample ledgers in the order in which an office would bring them in: (kind, file)."""
    return [(kind, FOLDER / name) for kind, name in LEDGERS.items() if kind in PLANNERS]


def open_accounts(*, now: dt.datetime, today: dt.date) -> None:
    """Open an account for each role; the officer is one of the ledger's own, with visits and promises of this month."""
    province = Region.objects.get(code=PROVINCE_CODE)
    handling_unit = Unit.objects.filter(region__code=HANDLING_REGION_CODE, function="工信").first()
    _give_telephones(province)
    supervision = Unit.objects.filter(region=province, kind=UnitKind.SUPERVISION).order_by("code").first()
    _open(HANDLER, name="孙示办", role=Role.HANDLER, unit=handling_unit)
    _open(COORDINATOR, name="赵示协", role=Role.COORDINATOR, region=province)
    _open(SUPERVISOR, name="李示督", role=Role.SUPERVISOR, region=province, unit=supervision)
    _open(ADMIN, name="系统管理员", role=Role.ADMIN, is_superuser=True)
    officer = busiest_officer()
    if officer is not None:
        officer.username, officer.is_staff = OFFICER, True
        officer.set_password(PASSWORD)
        officer.save(update_fields=["username", "password", "is_staff"])
        log_recent_visits(officer, now=now, today=today)


def _give_telephones(province: Region) -> None:
    """Let the offices that sign letters have a telephone: without one no letter is written."""
    kinds = (UnitKind.COORDINATING_OFFICE, UnitKind.SUPERVISION)
    Unit.objects.filter(region=province, kind__in=kinds, phone="").update(phone="0431-00000000")


def busiest_officer() -> User | None:
    """Return the liaison officer with the largest portfolio that one person can still look after, if any."""
    portfolios = User.objects.filter(role=Role.OFFICER, is_active=True).annotate(
        enterprises=Count("assignments", filter=Q(assignments__enterprise__isnull=False, assignments__end_on=None))
    )
    return portfolios.filter(enterprises__range=(1, OFFICER_ENTERPRISES)).order_by("-enterprises", "pk").first()


def log_recent_visits(officer: User, *, now: dt.datetime, today: dt.date) -> None:
    """Log three visits of the last weeks: one promise overdue, one due soon, one kept."""
    calendar = WorkCalendar.load()
    assignments = Assignment.objects.on(today).of_enterprises().filter(officer=officer).select_related("enterprise")
    promises = [
        (-8, "协调电力部门办理厂区增容手续", -2),
        (-4, "联系金融机构对接流动资金贷款", 1),
        (-12, "送达稳岗补贴申报指南", -6),
    ]
    for assignment, (held, promise, due) in zip(assignments.order_by("enterprise_id"), promises, strict=False):
        visit = log_visit(
            by=officer,
            enterprise=assignment.enterprise,
            held_on=calendar.add(today, held),
            now=now,
            method=Method.ONSITE,
            content="企业生产正常，订单较上季度增加，介绍了近期的生产安排。",
            no_issue=True,
            follow_ups=[FollowUpInput(promise, officer, calendar.add(today, due))],
        )
        if due < -5:
            kept = visit.follow_ups.get()
            complete_follow_up(follow_up=kept, by=officer, now=now, done_on=kept.due_on, note="已送达企业并讲解。")


def account_list() -> list[str]:
    """Return the demo accounts that exist, a line each, headed by the password; empty where there are none."""
    order = [OFFICER, HANDLER, COORDINATOR, SUPERVISOR, ADMIN]
    found = {user.username: user.get_role_display() for user in User.objects.filter(username__in=order)}
    if not found:
        return []
    return [f"演示账号（密码均为 {PASSWORD}）：", *(f"  {found[name]}：{name}" for name in order if name in found)]


def _open(username: str, **fields) -> None:
    user = User(username=username, is_staff=True, **fields)
    user.set_password(PASSWORD)
    user.save()

"""What this room adds to the enterprise's list and page: leaders, officers, the timeline."""

from django.db.models import Prefetch

from liaison.core import clock
from liaison.directory.models import Leader
from liaison.enterprises import page

from . import timeline
from .models import Assignment


def with_leaders(enterprises):
    rows = Assignment.objects.on(clock.today()).select_related("leader")
    return enterprises.prefetch_related(Prefetch("assignments", queryset=rows, to_attr="current_assignments"))


def leaders(enterprise) -> str:
    rows = sorted(enterprise.current_assignments, key=lambda row: timeline.LEVEL_ORDER.index(row.level))
    return "、".join(f"{row.leader.name}（{row.get_level_display()}）" for row in rows) or "未分配"


def leaders_and_officers(enterprise, request) -> list[page.Fact]:
    today = clock.today()
    rows = Assignment.objects.on(today).filter(enterprise=enterprise).select_related("officer")
    rows = sorted(rows, key=lambda row: timeline.LEVEL_ORDER.index(row.level))
    leaders = Leader.objects.with_post(today).in_bulk([row.leader_id for row in rows])
    if not rows:
        return [page.Fact("联系领导", "未分配")]
    return [_fact(row, leaders[row.leader_id]) for row in rows]


def _fact(row: Assignment, leader: Leader) -> page.Fact:
    officer = f"联络员：{row.officer.name}" if row.officer else "联络员：未指定"
    return page.Fact(
        f"{row.get_level_display()}联系领导",
        f"{leader.name}　{leader.post}" if leader.post else leader.name,
        note=officer,
        phone=row.officer.phone if row.officer else "",
    )


def assignments(enterprise, request) -> str:
    spans = timeline.of_enterprise(enterprise, clock.today())
    return page.render("assignments/_enterprise_timeline.html", {"spans": spans})

"""What is unusual about a link and may still be right: each sentence once, for form, bulk, hand-over and ledger.

A person confirms these; what is never right (two leaders of one level for one enterprise) is refused elsewhere.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Max

from liaison.directory.models import Leader, Region, Unit
from liaison.enterprises.choices import GONE

from .models import Assignment

if TYPE_CHECKING:
    from .handover import Transfer


def out_of_post(leader: object, day: dt.date, last: dt.date | None) -> str:
    until = f"（登记的职务到 {last:%Y-%m-%d} 为止）" if last else ""
    return f"{leader}在 {day:%Y-%m-%d} 没有在任的职务{until}。"


def gone(enterprise: object, status: str) -> str:
    return f"{enterprise}的经营状态是“{status}”。"


def outside(target: object, place: object, leader: object, home: object) -> str:
    where = "" if str(target) == str(place) else f"（{place}）"
    return f"{target}{where}不在{leader}的任职地区（{home}）内。"


def second_prefecture(leader: object, held: object, target: object) -> str:
    return f"{leader}已联系{held}，再联系{target}就跨了两个市（州）。"


def out_of_force(row: Unit | Region, day: dt.date) -> str:
    return f"{row}{row.standing(day)}，不能用于这项联系，请另选。"


def doubts_about(drafts: Sequence[Assignment], *, today: dt.date) -> list[str]:
    """Return what is unusual about saving ``drafts``, one sentence each; a fixed number of statements.

    A draft is looked at on the day it begins, or today where it began before. Its leader's and target's regions are
    best read along with it.
    """
    found = [*_leaders_out_of_post(drafts, today), *_second_prefectures(drafts, today)]
    for draft in drafts:
        if draft.enterprise_id and draft.enterprise.status in GONE:
            found.append(gone(draft.enterprise, draft.enterprise.get_status_display()))
        place, home = place_of(draft), draft.leader.region
        if not place.lineage.startswith(home.lineage):
            found.append(outside(draft.target, place, draft.leader, home))
    return list(dict.fromkeys(found))


def doubts_about_handing_over(transfer: "Transfer", *, today: dt.date) -> list[str]:
    """Return what is unusual about the successor taking all of ``transfer``; nothing where leaders stay."""
    drafts = [
        Assignment(
            leader=move.leader,
            level=move.assignment.level,
            enterprise=move.assignment.enterprise,
            region=move.assignment.region,
            lead_unit=move.assignment.lead_unit,
            start_on=max(filter(None, (transfer.on, move.assignment.start_on))),
            end_on=move.assignment.end_on,
        )
        for move in transfer.moves
        if not move.ends_only and move.leader.pk != move.assignment.leader_id
    ]
    return doubts_about(drafts, today=today) + list(dict.fromkeys(units_out_of_force(drafts, today, "交接后")))


def units_out_of_force(drafts: Iterable[Assignment], today: dt.date, when: str) -> Iterable[str]:
    """Yield a sentence for each draft whose lead unit has ended, or not begun; ``when`` it is to be put right."""
    for draft in drafts:
        day = effective_day(draft, today)
        if draft.lead_unit and not draft.lead_unit.is_in_force(day):
            yield f"牵头部门{draft.lead_unit}{draft.lead_unit.standing(day)}，{when}请改为接续的单位。"


def officers_switched_off(drafts: Iterable[Assignment]) -> Iterable[str]:
    for draft in drafts:
        if draft.officer and not draft.officer.is_active:
            yield f"联络员{draft.officer}的账号已停用，请另选联络员。"


def place_of(draft: Assignment) -> Region:
    """Return where the target lies."""
    return draft.enterprise.region if draft.enterprise_id else draft.region


def effective_day(draft: Assignment, today: dt.date) -> dt.date:
    """Return the day on which what the draft names must hold: today, or the nearest day of its period."""
    day = max(today, draft.start_on) if draft.start_on else today
    return min(day, draft.end_on) if draft.end_on else day


def _leaders_out_of_post(drafts: Iterable[Assignment], today: dt.date) -> Iterable[str]:
    days: dict[dt.date, dict[int, Leader]] = {}
    for draft in drafts:
        days.setdefault(effective_day(draft, today), {})[draft.leader_id] = draft.leader
    for day, leaders in days.items():
        rows = Leader.objects.out_of_post(day).filter(pk__in=leaders).annotate(last=Max("tenures__end_on"))
        for pk, last in rows.order_by("pk").values_list("pk", "last"):
            yield out_of_post(leaders[pk], day, last if last and last < day else None)


def _second_prefectures(drafts: Iterable[Assignment], today: dt.date) -> Iterable[str]:
    regional = [draft for draft in drafts if draft.region_id and draft.region.reporting_unit_id]
    if not regional:
        return
    rows = Assignment.objects.not_over(today).filter(leader__in={draft.leader_id for draft in regional})
    held = list(rows.of_regions().select_related("region").order_by("pk"))
    for draft in regional:
        for row in held:
            unit = row.region.reporting_unit_id
            if (
                row.pk != draft.pk
                and row.leader_id == draft.leader_id
                and unit not in (None, draft.region.reporting_unit_id)
            ):
                yield second_prefecture(draft.leader, row.region, draft.region)
                break

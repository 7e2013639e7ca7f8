"""Who went: as the pasted column 走访领导 names them, or, where there is no such column, as the person says.

Leaders on record are found by name; other names stay among the companions. An empty cell claims nobody.
"""

from collections import defaultdict

from liaison.assignments.models import Assignment
from liaison.core.text import squeeze
from liaison.directory.models import Leader, User
from liaison.sheets.names import parse_people
from liaison.visits.defaults import leader_among


def name_leaders(checked) -> None:
    """Find the leader of each checked row (two statements for all); whoever else stands in the cell went along."""
    wanted = [each for each in checked if each.row.leader and _people(each.row.leader)]
    if not wanted:
        return
    by_name: dict[str, list[Leader]] = defaultdict(list)
    for leader in Leader.objects.order_by("rank_order", "pk"):
        by_name[squeeze(leader.name)].append(leader)
    serving = defaultdict(set)
    links = Assignment.objects.filter(enterprise__in=[each.enterprise for each in wanted if each.enterprise])
    for enterprise, leader in links.values_list("enterprise", "leader"):
        serving[enterprise].add(leader)
    for each in wanted:
        _name(each, by_name, serving[each.enterprise.pk] if each.enterprise else set())


def take_leaders(checked, *, officer: User) -> None:
    """Say that those rows which name nobody were led by the enterprise's leader of that day; two statements for all."""
    silent = [each for each in checked if each.row.leader is None and each.enterprise and each.row.held_on]
    links = Assignment.objects.filter(enterprise__in={each.enterprise.pk for each in silent}).select_related("leader")
    held = defaultdict(list)
    for link in links:
        held[link.enterprise_id].append(link)
    for each in silent:
        in_force = [link for link in held[each.enterprise.pk] if link.is_in_force(each.row.held_on)]
        each.leader = leader_among(in_force, officer=officer)
        each.notes.append(
            f"{each.leader}带队。"
            if each.leader
            else "这家企业的联系领导不止一位或没有，未记领导；可加一列“走访领导”写明。"
        )


def _name(each, by_name: dict[str, list[Leader]], serving: set[int]) -> None:
    along = []
    for text in _people(each.row.leader):
        found = _found(text, by_name, serving)
        if found and each.leader is None:
            each.leader = found
        else:
            along.append(text)
    if each.leader is None:
        each.notes.append(f"系统中没有认出走访领导“{each.row.leader}”，姓名记入陪同人员。")
    each.companions = "、".join(filter(None, [*along, each.companions]))


def _people(cell: str) -> list[str]:
    """Return the people of ``cell`` with their posts; the cell as it stands where that would lose a word."""
    people, note = parse_people(cell)
    return [cell] if people is None or note else [f"{one.title}{one.name}" for one in people]


def _found(text: str, by_name: dict[str, list[Leader]], serving: set[int]) -> Leader | None:
    """Return the leader whose name is ``text`` or stands in it beside a post, where it can be only one."""
    written = squeeze(text)
    named = by_name.get(written) or [leader for name in by_name if name in written for leader in by_name[name]]
    return next((few[0] for few in ([one for one in named if one.pk in serving], named) if len(few) == 1), None)

"""Who went, as the pasted column 走访领导 names them: leaders on record; other names stay among the companions."""

import re
from collections import defaultdict

from liaison.assignments.models import Assignment
from liaison.core.text import squeeze
from liaison.directory.models import Leader

_SEPARATOR = re.compile(r"[、，,;；/\n]+")
_NOBODY = {"", "无", "/", "-", "—"}


def name_leaders(checked) -> None:
    """Find the leader of each checked row (two statements for all); whoever else stands in the cell went along."""
    wanted = [each for each in checked if each.row.leader is not None and squeeze(each.row.leader) not in _NOBODY]
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


def _name(each, by_name: dict[str, list[Leader]], serving: set[int]) -> None:
    along = []
    for text in filter(None, (part.strip() for part in _SEPARATOR.split(each.row.leader))):
        found = _found(text, by_name, serving)
        if found and each.leader is None:
            each.leader = found
        else:
            along.append(text)
    if each.leader is None:
        each.notes.append(f"系统中没有认出走访领导“{each.row.leader}”，姓名记入陪同人员。")
    each.companions = "、".join(filter(None, [*along, each.companions]))


def _found(text: str, by_name: dict[str, list[Leader]], serving: set[int]) -> Leader | None:
    """Return the leader whose name is ``text`` or stands in it beside a post, where it can be only one."""
    written = squeeze(text)
    named = by_name.get(written) or [leader for name in by_name if name in written for leader in by_name[name]]
    return next((few[0] for few in ([one for one in named if one.pk in serving], named) if len(few) == 1), None)

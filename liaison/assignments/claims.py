"""待认领联系: links named in a leaders' sheet become assignments when the enterprises arrive."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from liaison.directory.models import User
from liaison.enterprises.models import AliasKind, Enterprise

from .assigning import assign_many
from .errors import AssignmentRefused
from .models import Assignment, PendingLink, overlap_message

_CHUNK = 1_000


@dataclass
class Joined:
    """What became of the pending links whose name is now on record."""

    created: list[Assignment] = field(default_factory=list)
    # The very link was on record already; the pending one is gone.
    settled: int = 0
    # Still pending: several enterprises bear the name.
    ambiguous: list[PendingLink] = field(default_factory=list)
    # Still pending: (link, the other leader's assignment).
    occupied: list[tuple[PendingLink, Assignment]] = field(default_factory=list)


@transaction.atomic
def join_pending_links(
    enterprises: Iterable[Enterprise], *, by: User | None = None, start_on: dt.date | None = None
) -> Joined:
    """Turn pending links that name one of ``enterprises`` into assignments; about ten statements for thousands.

    The name must be the same letter by letter (``match_key``). Where several enterprises bear it, the one inside
    the leader's region is meant if there is exactly one; otherwise the link stays pending. ``start_on`` defaults
    to None, "since before our records": a sheet says that a link exists, not since when.
    """
    by_key: dict[str, list[Enterprise]] = defaultdict(list)
    for enterprise in enterprises:
        by_key[enterprise.name_key].append(enterprise)
    links = _pending(list(by_key))
    if not links:
        return Joined()
    _add_homonyms(by_key, {link.enterprise_key for link in links})
    result, drafts, link_of, units = Joined(), [], {}, {}
    for link in links:
        enterprise = _meant(link, by_key[link.enterprise_key])
        if enterprise is None:
            result.ambiguous.append(link)
            continue
        draft = _draft(link, enterprise, start_on)
        drafts.append(draft)
        link_of[id(draft)] = link
        units[id(draft)] = [unit.pk for unit in link.support_units.all()]
    assigned = assign_many(drafts, by=by, support_units=units, reason="按联系分工表认领")
    result.created = assigned.created
    result.settled = len(assigned.unchanged)
    result.occupied = [(link_of[id(draft)], other) for draft, other in assigned.refused]
    done = [link_of[id(row)].pk for row in [*assigned.created, *(draft for draft, _ in assigned.unchanged)]]
    for chunk in _chunks(done):
        PendingLink.objects.filter(pk__in=chunk).delete()
    return result


def join_arrivals(enterprises: Iterable[Enterprise], *, by: User | None) -> str:
    """Join what was waiting for these enterprises, and say so."""
    created = join_pending_links(enterprises, by=by).created
    if not created:
        return ""
    return f"已按联系分工表认领：{'、'.join(f'{row.leader}联系{row.enterprise}' for row in created)}。"


@transaction.atomic
def claim(
    *,
    link: PendingLink,
    enterprise: Enterprise,
    by: User | None,
    start_on: dt.date | None = None,
    remember: bool = True,
) -> Assignment:
    """Say that ``link`` means ``enterprise``, whatever it is called there: the link becomes an assignment.

    With ``remember`` the name in the sheet is kept as a short name, so that the next sheet finds it alone.
    Refuses where the enterprise has another leader at that level.
    """
    link = PendingLink.objects.select_for_update().filter(pk=link.pk).first()
    if link is None:
        raise AssignmentRefused("这条联系已被认领，请返回列表查看。")
    draft = _draft(link, enterprise, start_on)
    units = list(link.support_units.values_list("pk", flat=True))
    result = assign_many([draft], by=by, support_units={id(draft): units}, reason="人工认领")
    for _, other in result.refused:
        raise AssignmentRefused(overlap_message(draft, other))
    if remember and link.enterprise_key != enterprise.name_key:
        alias = {"name": link.enterprise_name, "kind": AliasKind.SHORT}
        enterprise.aliases.get_or_create(key=link.enterprise_key, defaults=alias)
    link.delete()
    return (result.created or [other for _, other in result.unchanged])[0]


def _pending(keys: list[str]) -> list[PendingLink]:
    links = PendingLink.objects.select_related("leader__region").prefetch_related("support_units").order_by("pk")
    if len(keys) > 2 * _CHUNK:
        wanted = set(keys)
        return [link for link in links if link.enterprise_key in wanted]
    return [link for chunk in _chunks(keys) for link in links.filter(enterprise_key__in=chunk)]


def _add_homonyms(by_key: dict[str, list[Enterprise]], keys: set[str]) -> None:
    """Add enterprises on record that bear the same name but were not handed in."""
    known = {row.pk for rows in by_key.values() for row in rows}
    for chunk in _chunks(sorted(keys)):
        for row in Enterprise.objects.filter(name_key__in=chunk).select_related("region").order_by("pk"):
            if row.pk not in known:
                by_key[row.name_key].append(row)


def _meant(link: PendingLink, candidates: list[Enterprise]) -> Enterprise | None:
    if len(candidates) == 1:
        return candidates[0]
    inside = link.leader.region.lineage
    near = [row for row in candidates if row.region.lineage.startswith(inside)]
    return near[0] if len(near) == 1 else None


def _draft(link: PendingLink, enterprise: Enterprise, start_on: dt.date | None) -> Assignment:
    return Assignment(
        leader=link.leader,
        level=link.level,
        enterprise=enterprise,
        officer_id=link.officer_id,
        lead_unit_id=link.lead_unit_id,
        start_on=start_on,
    )


def _chunks(values: list) -> Iterable[list]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))

"""待认领联系: links named in a leaders' sheet become assignments when the enterprises arrive."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from liaison.core import clock
from liaison.directory.models import Leader, Unit, User
from liaison.enterprises.models import AliasKind, Enterprise

from .assigning import assign_many
from .doubts import doubts_about, officers_switched_off, units_out_of_force
from .errors import AssignmentRefused
from .handover import Item, Transfer
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
    # Still pending, for a person to look at: what is unusual about the link by now (the leader has left, say).
    unusual: list[tuple[PendingLink, list[str]]] = field(default_factory=list)


@transaction.atomic
def join_pending_links(
    enterprises: Iterable[Enterprise], *, by: User | None = None, start_on: dt.date | None = None
) -> Joined:
    """Turn pending links that name one of ``enterprises`` into assignments; about ten statements for thousands.

    The name must be the same letter by letter (``match_key``). Where several enterprises bear it, the one inside
    the leader's region is meant if there is exactly one; otherwise the link stays pending, as does one that a form
    would ask about. ``start_on`` defaults to None, "since before our records": a sheet says that a link exists, not
    since when.
    """
    by_key: dict[str, list[Enterprise]] = defaultdict(list)
    for enterprise in enterprises:
        by_key[enterprise.name_key].append(enterprise)
    links = _pending(list(by_key))
    if not links:
        return Joined()
    _add_homonyms(by_key, {link.enterprise_key for link in links})
    today, result, drafts, link_of, units = clock.today(), Joined(), [], {}, {}
    for link in links:
        enterprise = _meant(link, by_key[link.enterprise_key])
        if enterprise is None:
            result.ambiguous.append(link)
            continue
        draft = draft_of(enterprise, link.leader, link.officer, link.lead_unit, start_on)
        drafts.append(draft)
        link_of[id(draft)] = link
        units[id(draft)] = [unit.pk for unit in link.support_units.all() if unit.is_in_force(today)]
    if doubts_about_claiming(drafts, today=today):
        about = [(link_of[id(draft)], doubts_about_claiming([draft], today=today)) for draft in drafts]
        result.unusual = [(link, said) for link, said in about if said]
        kept = {link.pk for link, _ in result.unusual}
        drafts = [draft for draft in drafts if link_of[id(draft)].pk not in kept]
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
    joined = join_pending_links(enterprises, by=by)
    said = []
    if joined.created:
        links = "、".join(f"{row.leader}联系{row.enterprise}" for row in joined.created)
        said.append(f"已按联系分工表认领：{links}。")
    if joined.unusual:
        why = "".join(sentence for _, sentences in joined.unusual for sentence in sentences)
        said.append(f"联系分工表里有这家企业，没有自动认领：{why}请到“待认领联系”核对。")
    return "".join(said)


def doubts_about_claiming(drafts: Sequence[Assignment], *, today: dt.date) -> list[str]:
    """Return what is unusual about the ``drafts`` that pending links would become, as of ``today``."""
    found = [*doubts_about(drafts, today=today), *units_out_of_force(drafts, today, "认领时")]
    return list(dict.fromkeys([*found, *officers_switched_off(drafts)]))


@transaction.atomic
def claim(
    *,
    link: PendingLink,
    enterprise: Enterprise,
    by: User | None,
    leader: Leader | None = None,
    officer: User | None = None,
    lead_unit: Unit | None = None,
    remember: bool = True,
) -> Assignment:
    """Say that ``link`` means ``enterprise``, whatever it is called there: the link becomes an assignment.

    ``leader`` takes the place of the one named in the sheet who has left; ``officer`` and ``lead_unit`` are as they
    shall be, None for nobody. With ``remember`` the name in the sheet is kept as a short name, so that the next sheet
    finds it alone. Refuses where the enterprise has another leader at that level.
    """
    link = _held(link)
    draft = draft_of(enterprise, leader or link.leader, officer, lead_unit)
    supporting = link.support_units.in_force(clock.today()).values_list("pk", flat=True)
    result = assign_many(
        [draft], by=by, support_units={id(draft): list(supporting)}, reason="人工认领", today=clock.today()
    )
    for _, other in result.refused:
        raise AssignmentRefused(overlap_message(draft, other))
    if remember and link.enterprise_key != enterprise.name_key:
        alias = {"name": link.enterprise_name, "kind": AliasKind.SHORT}
        enterprise.aliases.get_or_create(key=link.enterprise_key, defaults=alias)
    link.delete()
    return (result.created or [other for _, other in result.unchanged])[0]


def draft_of(
    enterprise: Enterprise,
    leader: Leader,
    officer: User | None,
    lead_unit: Unit | None,
    start_on: dt.date | None = None,
) -> Assignment:
    """Return the unsaved assignment that a pending link would become."""
    return Assignment(
        leader=leader,
        level=leader.level,
        enterprise=enterprise,
        officer=officer,
        lead_unit=lead_unit,
        start_on=start_on,
    )


@transaction.atomic
def put_away(*, link: PendingLink, by: User, reason: str) -> None:
    """Take ``link`` off the list: it will not become an assignment. The log of the admin says who said so and why."""
    link = _held(link)
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(PendingLink),
        object_id=str(link.pk),
        object_repr=str(link)[:200],
        action_flag=DELETION,
        change_message=f"不登记：{reason}",
    )
    link.delete()


def _held(link: PendingLink) -> PendingLink:
    found = PendingLink.objects.select_for_update().filter(pk=link.pk).first()
    if found is None:
        raise AssignmentRefused("这条联系已被认领，请返回列表查看。")
    return found


def _passing_on(transfer: Transfer) -> list[tuple[PendingLink, dict]]:
    """Return the links that wait with those who hand over, with what changes."""
    waiting = Q(leader__in=transfer.leader_after) | Q(officer__in=transfer.officer_after)
    rows = PendingLink.objects.filter(waiting).select_related("leader", "officer").order_by("pk")
    found = []
    for row in rows:
        successors = {
            "leader": transfer.leader_after.get(row.leader_id),
            "officer": transfer.officer_after.get(row.officer_id),
        }
        found.append((row, {name: person for name, person in successors.items() if person}))
    return found


def preview_passing_on(transfer: Transfer) -> list[Item]:
    return [
        Item(row.pk, f"{row.enterprise_name} → {'、'.join(map(str, changes.values()))}")
        for row, changes in _passing_on(transfer)
    ]


def pass_on(transfer: Transfer, *, by: User | None, now: dt.datetime) -> int:
    """Let the successors wait for the enterprises; a link that the successor has already goes."""
    passing = _passing_on(transfer)
    for row, changes in passing:
        leader = changes.get("leader", row.leader)
        if "leader" in changes and leader.pending_links.filter(enterprise_key=row.enterprise_key).exists():
            row.delete()
        else:
            PendingLink.objects.filter(pk=row.pk).update(level=leader.level, **changes)
    return len(passing)


def _pending(keys: list[str]) -> list[PendingLink]:
    links = PendingLink.objects.select_related("leader__region", "officer", "lead_unit")
    links = links.prefetch_related("support_units").order_by("pk")
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


def _chunks(values: list) -> Iterable[list]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))

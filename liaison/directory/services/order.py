"""位次: leaders of one level and one region stand in one order, 1 to n without gaps or ties.

Whoever changes an order holds the region's row until the end of the transaction, so that two who add a leader at once
do not get the same place.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import Max

from liaison.core.errors import Refused
from liaison.directory.models import Leader, Region

Group = tuple[str, int]
"""Level and region id: those who stand in one order."""


class _Last:
    """Says "after all others"."""


LAST: Final = _Last()


def peers_of(level: str, region_id: int | None):
    """Return the leaders of one level and region in their order."""
    return Leader.objects.filter(level=level, region=region_id).order_by("rank_order", "pk")


@transaction.atomic
def make_room(leader: Leader, *, after: Leader | _Last | None = LAST, left: Group | None = None) -> None:
    """Give ``leader``, about to be saved by the caller in the same transaction, the place behind ``after``.

    None is the first place. The others move up or down as needed; the group ``left`` behind closes its gap.
    Raises :class:`Refused` where ``after`` is no leader of the same level and region.
    """
    here = (leader.level, leader.region_id)
    _lock({here[1], *([left[1]] if left else [])})
    others = list(peers_of(*here).exclude(pk=leader.pk))
    at = len(others) if isinstance(after, _Last) else 0 if after is None else _place_of(after, others) + 1
    others.insert(at, leader)
    _number(others, leave_out=leader)
    if left and left != here:
        _number(list(peers_of(*left).exclude(pk=leader.pk)))


@transaction.atomic
def append_ranks(groups: Sequence[Group]) -> list[int]:
    """Return the next free place in each of ``groups``, one after the other where a group comes again."""
    _lock({region_id for _, region_id in groups})
    rows = Leader.objects.filter(region__in={region_id for _, region_id in groups}).order_by()
    taken = {
        (level, region_id): last
        for level, region_id, last in rows.values_list("level", "region_id").annotate(Max("rank_order"))
    }
    ranks = []
    for group in groups:
        taken[group] = taken.get(group, 0) + 1
        ranks.append(taken[group])
    return ranks


@transaction.atomic
def close_gaps(groups: Iterable[Group]) -> None:
    """Number ``groups`` anew after leaders have gone; the sequence stays."""
    groups = sorted(set(groups))
    _lock({region_id for _, region_id in groups})
    for group in groups:
        _number(list(peers_of(*group)))


def _place_of(after: Leader, others: list[Leader]) -> int:
    if after not in others:
        raise Refused("排在其后的领导不在同一层级和地区，请重新选择位次。")
    return others.index(after)


def _number(leaders: list[Leader], leave_out: Leader | None = None) -> None:
    moved = []
    for rank, row in enumerate(leaders, start=1):
        if row.rank_order != rank:
            row.rank_order = rank
            moved.append(row)
    Leader.objects.bulk_update([row for row in moved if row is not leave_out], ["rank_order"], batch_size=500)


def _lock(region_ids: set[int]) -> None:
    """Let everyone else who changes an order in these regions wait (SQLite: the transaction holds the one lock)."""
    if connection.features.has_select_for_update:
        rows = Region.objects.select_for_update(no_key=True).filter(pk__in=region_ids)
        list(rows.order_by("pk").values_list("pk"))

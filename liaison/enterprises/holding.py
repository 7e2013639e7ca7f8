"""Where savers and movers meet: whoever attaches something to an enterprise, or moves what is attached, holds its row.

Visits, promises, cases and assignments hang on an enterprise; a merge moves them to another one, a hand-over to other
people. Both take the enterprise's lock first and look at the world only then, so that what is saved meanwhile is
either moved along or saved where things are now. Order for everyone: enterprises by id, then whatever hangs on them.
On SQLite the write transaction itself is that lock; looking afterwards is what matters there.
"""

from collections.abc import Iterable

from .errors import EnterpriseRefused
from .models import Enterprise, Merge

_GONE = "这家企业已不在系统中（可能随导入批次撤销），没有保存。您填写的内容仍在本页，请核对后另选企业。"


def standing_for(ids: Iterable[int]) -> dict[int, int]:
    """Return the id of the record that stands today for each of ``ids``: itself, or what it was merged into."""
    now = {pk: pk for pk in ids}
    while True:
        merged = dict(Merge.objects.standing().filter(loser_id__in=now.values()).values_list("loser_id", "winner_id"))
        if not merged:
            return now
        now = {pk: merged.get(at, at) for pk, at in now.items()}


def hold(ids: Iterable[int]) -> dict[int, Enterprise]:
    """Lock the enterprises until the transaction ends; return what stands today for each of ``ids``.

    Must run inside ``transaction.atomic``, before anything else of these enterprises is locked or decided.
    Raises :class:`EnterpriseRefused` for one that was removed (an import taken back, a record deleted).
    """
    now = {pk: pk for pk in ids}
    if len(now) > 1:
        now = standing_for(now)  # so that what was merged long ago is not locked out of order below
    while True:
        found = _lock(now.values())
        gone = {at for at in now.values() if at not in found}
        if not gone:
            return {pk: found[at] for pk, at in now.items()}
        follow = standing_for(gone)
        if any(pk == at for pk, at in follow.items()):
            raise EnterpriseRefused(_GONE)
        now = {pk: follow.get(at, at) for pk, at in now.items()}


def _lock(ids: Iterable[int]) -> dict[int, Enterprise]:
    # no_key: rows of other kinds that point at the enterprise (its tags, its reminders) are not kept waiting.
    rows = Enterprise.objects.select_for_update(no_key=True, of=("self",)).select_related("region")
    return {row.pk: row for row in rows.filter(pk__in=set(ids)).order_by("pk")}


def hold_one(enterprise: Enterprise) -> Enterprise:
    """Lock one enterprise; return the record that stands for it today. See :func:`hold`."""
    return hold_pk(enterprise.pk)


def hold_pk(pk: int) -> Enterprise:
    """Lock what stands for id ``pk`` today: every admin form that saves a row pointing there comes by here."""
    return hold([pk])[pk]


def hold_this(enterprise: Enterprise) -> Enterprise:
    """Lock one enterprise for a change of its own facts: one merged away meanwhile is refused, in words."""
    held = hold_one(enterprise)
    if held.pk != enterprise.pk:
        raise EnterpriseRefused(
            f"“{enterprise.name}”刚刚并入“{held.name}”，没有改动。请到“{held.name}”的页面核对后办理。"
        )
    return held

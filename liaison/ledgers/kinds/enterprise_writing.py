"""Enterprises, contacts and former names as the ledger's rows have been planned, written by set."""

import datetime as dt

from liaison.enterprises.choices import GONE
from liaison.enterprises.models import Absence, Enterprise, EnterpriseAlias, EnterpriseContact, StatusChange
from liaison.ledgers.writing import among_ids

from . import enterprise_fields as fields
from .base import RowPlan, match_key

_CONTACT = ("enterprise_id", "name", "title", "phone", "is_primary")


def write(recorder, rows: list[RowPlan], *, effective_on: dt.date) -> None:
    """Write new and changed enterprises, their contacts and their former names."""
    new = [plan for plan in rows if plan.payload.before is None]
    numbers = [plan.number for plan in new]
    ids = recorder.create(Enterprise, fields.COLUMNS, [fields.row_of(p.payload.values) for p in new], numbers)
    for plan, pk in zip(new, ids, strict=True):
        plan.payload.id = pk
    for plan in rows:
        if plan.payload.same_as is not None:
            plan.payload.id = plan.payload.same_as.id
    changed = [p for p in rows if p.payload.before]
    _write_statuses(recorder, changed, effective_on)
    _write_changed(recorder, changed)
    _write_contacts(recorder, rows)
    _write_aliases(recorder, rows, effective_on)


def _write_changed(recorder, plans: list[RowPlan]) -> None:
    changed = [p for p in plans if any(p.payload.before[c] != p.payload.values[c] for c in fields.COLUMNS)]
    recorder.change(
        Enterprise,
        fields.COLUMNS,
        [(p.payload.id, *fields.row_of(p.payload.values)) for p in changed],
        [[p.payload.before[c] for c in fields.COLUMNS] for p in changed],
        [p.number for p in changed],
        [p.payload.version for p in changed],
    )


def _write_statuses(recorder, plans: list[RowPlan], effective_on: dt.date) -> None:
    """Date what became of an enterprise: figures of earlier days still count it, later ones do not."""
    moved = [p for p in plans if p.payload.before["status"] != p.payload.values["status"]]
    by = recorder.user.pk if recorder.user else None
    recorder.create(
        StatusChange,
        ("enterprise_id", "old", "new", "on", "reason", "by_id"),
        [(p.payload.id, p.payload.before["status"], p.payload.values["status"], effective_on, recorder.reason, by)
         for p in moved],
        [p.number for p in moved],
    )  # fmt: skip
    left = [p for p in moved if p.payload.values["status"] in GONE and p.payload.before["status"] not in GONE]
    rows = [(p.payload.id, effective_on) for p in left]
    recorder.create(Absence, ("enterprise_id", "first_on"), rows, [p.number for p in left])
    back = {p.payload.id: p.number for p in moved if p.payload.values["status"] not in GONE}
    away = Absence.objects.filter(enterprise__in=among_ids(back), last_on=None)
    ends = [(row, max(row.first_on, effective_on - dt.timedelta(days=1))) for row in away]
    recorder.change(
        Absence,
        ("last_on",),
        [(row.pk, last) for row, last in ends],
        [(None,) for _ in ends],
        [back[row.enterprise_id] for row, _ in ends],
    )


def _write_aliases(recorder, plans: list[RowPlan], effective_on: dt.date) -> None:
    """Keep former names, so that older papers still find the enterprise; those on record stay as they are."""
    renamed = [plan for plan in plans if plan.payload.aliases]
    if not renamed:
        return
    ids = among_ids({plan.payload.id for plan in renamed})
    known = set(EnterpriseAlias.objects.filter(enterprise__in=ids).values_list("enterprise_id", "key"))
    eve = effective_on - dt.timedelta(days=1)
    rows: dict[tuple[int, str], tuple] = {}
    numbers = []
    for plan in renamed:
        ref = plan.payload
        replaced = ref.before["name"] if ref.before else None
        for name in ref.aliases:
            key = (ref.id, match_key(name))
            if key not in known and key not in rows:
                rows[key] = (*key, name, eve if name == replaced else None)
                numbers.append(plan.number)
    recorder.create(EnterpriseAlias, ("enterprise_id", "key", "name", "valid_to"), list(rows.values()), numbers)


def _write_contacts(recorder, plans: list[RowPlan]) -> None:
    columns = ("name", "title", "phone")
    fresh = [p for p in plans if p.payload.contact and p.payload.contact_before is None]
    added = [p for p in fresh if p.payload.before]
    recorder.create(EnterpriseContact, _CONTACT, [_contact_row(p) for p in added], [p.number for p in added])
    # The contact of a new enterprise comes and goes with it, and leaves no trace of its own.
    recorder.link(EnterpriseContact, _CONTACT, [_contact_row(p) for p in fresh if not p.payload.before])
    moved = [p for p in plans if p.payload.contact_before is not None]
    recorder.change(
        EnterpriseContact,
        columns,
        [(p.payload.contact_before[0], *p.payload.contact) for p in moved],
        [p.payload.contact_before[1:] for p in moved],
        [p.number for p in moved],
    )


def _contact_row(plan: RowPlan) -> tuple:
    return (plan.payload.id, *plan.payload.contact, True)

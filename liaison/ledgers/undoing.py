"""Taking a committed batch back whole, or saying which records were touched since."""

import datetime as dt
import json
from collections import defaultdict

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError

from liaison.assignments.models import PendingLink
from liaison.cases.models import Case
from liaison.cases.services.importing import ended_on
from liaison.cases.services.spans import retell
from liaison.core.errors import Refused
from liaison.core.text import match_key
from liaison.directory.models import Leader, User
from liaison.directory.services import close_gaps
from liaison.ledgers import holding, removing, services, touched, writing
from liaison.ledgers.kinds.visits import sort_problems
from liaison.ledgers.models import BatchState, ImportBatch, ImportEffect, Operation
from liaison.ledgers.pipeline import uninterrupted
from liaison.ledgers.touched import Touched
from liaison.visits.models import Problem

_OLD_CASE = {"state", "result", "answer", "lead_unit_id", "assigned_on", "closed_on"}
"""Columns that a trace of a case held, changed or not, before the day on which it ended was kept."""


@uninterrupted()
@transaction.atomic
def undo(*, batch_id: int, by: User | None, now: dt.datetime) -> int:
    """Put everything the batch wrote back as it was; return how many records. All or nothing.

    Raises :class:`Touched`, and changes nothing, if any of those records was changed or is used since.
    """
    services.queue_up()
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.COMMITTED:
        raise Refused("只有已导入的批次可以撤销。")
    effects = list(ImportEffect.objects.filter(batch=batch).order_by("-id"))
    holding.hold(effects)
    records = _load(effects)
    touched.refuse(effects, records)
    _run_back(batch, effects, records, by, now)
    leaders = records.get(Leader._meta.label_lower, {}).values()
    close_gaps((leader.level, leader.region_id) for leader in leaders)
    _follow_versions(effects)
    batch.state, batch.undone_at = BatchState.UNDONE, now
    batch.save(update_fields=["state", "undone_at", "updated_at"])
    return len(effects)


def _load(effects: list[ImportEffect]) -> dict[str, dict[int, models.Model]]:
    """Return the present records by model and key; one SQL query a model."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for effect in effects:
        if effect.operation != Operation.DELETED:
            wanted[effect.model].add(effect.object_id)
    return {label: _by_id(apps.get_model(label), ids) for label, ids in wanted.items()}


def _by_id(model: type[models.Model], ids: set[int]) -> dict[int, models.Model]:
    found, keys = {}, sorted(ids)
    for start in range(0, len(keys), writing.PARAMETER_BLOCK):
        found |= model._base_manager.in_bulk(keys[start : start + writing.PARAMETER_BLOCK])
    return found


def _run_back(batch: ImportBatch, effects, records, by, now: dt.datetime) -> None:
    """Undo each write, the last one first, so that nothing is taken away that something else still needs."""
    groups: list[list[ImportEffect]] = []
    for effect in effects:
        last = groups[-1][-1] if groups else None
        if last is not None and (last.model, last.operation) == (effect.model, effect.operation):
            groups[-1].append(effect)
        else:
            groups.append([effect])
    for group in groups:
        model = apps.get_model(group[0].model)
        if group[0].operation == Operation.CREATED:
            _take_away(batch, model, group, by, now)
        elif group[0].operation == Operation.CHANGED:
            _put_back_values(batch, model, group, by, now)
        else:
            _put_back_rows(model, group, now)


def _follow_versions(effects: list[ImportEffect]) -> None:
    """Let traces of earlier batches follow the records that are again as they left them: they can be undone as well.

    Traces that follow one another without an edit in between stay one version apart.
    """
    left: dict[str, dict[int, int]] = defaultdict(dict)  # version before this batch, by model and key
    for effect in effects:  # last write first
        if effect.operation == Operation.CHANGED and effect.version is not None:
            left[effect.model][effect.object_id] = effect.version - 1
    for label, versions in left.items():
        model, ids = apps.get_model(label), writing.among_ids(versions)
        ahead = {
            pk: now - versions[pk] for pk, now in model._base_manager.filter(pk__in=ids).values_list("pk", "version")
        }
        traces = ImportEffect.objects.filter(model=label, object_id__in=ids, batch__state=BatchState.COMMITTED)
        moved = []
        for trace in traces.order_by("-version"):
            if trace.version == versions[trace.object_id]:
                versions[trace.object_id] -= 1
                trace.version += ahead[trace.object_id]
                moved.append(trace)
        ImportEffect.objects.bulk_update(moved, ["version"], batch_size=500)


def _reason(batch: ImportBatch) -> str:
    return f"撤销导入批次 {batch.pk}"


def _take_away(batch: ImportBatch, model, group: list[ImportEffect], by, now: dt.datetime) -> None:
    ids = [effect.object_id for effect in group]
    if model is User:
        ids = _unused_accounts(ids)
    try:
        removing.remove(model, ids, by=by, now=now, reason=_reason(batch))
    except ProtectedError as error:
        rows = {effect.object_id: effect.number for effect in group}
        raise Touched(touched.users_of(model, rows, error)) from error


def _unused_accounts(ids: list[int]) -> list[int]:
    """Return the officers' accounts nobody has used; one that was logged in to, or is referred to, stays."""
    unused = User.objects.filter(pk__in=writing.among_ids(ids), last_login=None)
    for relation in User._meta.get_fields(include_hidden=True):
        if relation.auto_created and getattr(relation, "on_delete", None) in (models.PROTECT, models.SET_NULL):
            holder, column = relation.related_model, relation.field.attname
            holders = holder._base_manager.filter(**{f"{column}__in": writing.among_ids(ids)})
            unused = unused.exclude(pk__in=holders.values(column))
    return list(unused.values_list("pk", flat=True))


def _put_back_values(batch: ImportBatch, model, group: list[ImportEffect], by, now: dt.datetime) -> None:
    """Give the records of ``group`` (last write first) the values the batch has changed; the others stay as they are.

    Traces of earlier versions name columns that were not changed as well: those still hold what the trace says.
    """
    if model is Case:
        _tell_end(group)
    fields = {field.column: field for field in model._meta.concrete_fields}
    former: dict[int, dict] = defaultdict(dict)
    for effect in group:
        former[effect.object_id] |= {name: value for name, value in effect.before.items() if name in fields}
    _set_values(model, fields, former, now)
    if hasattr(model, "history"):
        writing.write_history(model, former, sign="~", now=now, user=by, reason=_reason(batch))
    if with_problems := [effect for effect in group if "problems" in effect.before]:
        _put_back_problems(with_problems, now)
    if model is Case:
        retell(list(former))


def _set_values(model, fields: dict[str, models.Field], former: dict[int, dict], now: dt.datetime) -> None:
    """Write ``former`` (by key: column → value as the trace holds it) in one go, the rest as it stands."""
    columns = sorted({name for values in former.values() for name in values})
    stamp = ["updated_at"] if "updated_at" in fields else []
    if not columns and not stamp:
        return
    standing = model._base_manager.filter(pk__in=writing.among_ids(former)).values("pk", *columns)
    rows = [
        (
            row["pk"],
            *(_stored(fields[name], former[row["pk"]], row[name], name) for name in columns),
            *(now for _ in stamp),
        )
        for row in standing
    ]
    writing.update(model, [*columns, *stamp], rows)


def _stored(field: models.Field, former: dict, standing, name: str):
    if name in former:
        return _from_json(field, former[name])
    return _from_json(field, standing) if isinstance(field, models.JSONField) else standing


def _tell_end(effects: list[ImportEffect]) -> None:
    """Add the day on which a case had ended to traces that are older than that column."""
    older = [effect for effect in effects if effect.before.keys() >= _OLD_CASE and "ended_on" not in effect.before]
    raised = dict(
        Case.objects.filter(pk__in=writing.among_ids([e.object_id for e in older])).values_list("pk", "raised_on")
    )
    for effect in older:
        before = effect.before
        before["ended_on"] = ended_on(before["state"], before["closed_on"], raised[effect.object_id])


def _put_back_problems(effects: list[ImportEffect], now: dt.datetime) -> None:
    """Restore the problems of visits as traces of version 0.1 hold them: the texts, in order, beside the visit.

    A problem whose text stays keeps its record, and with it the case that was made of it.
    """
    known: dict[int, list[Problem]] = defaultdict(list)
    ids = {effect.object_id: effect.number for effect in effects}
    for problem in Problem.objects.filter(visit__in=writing.among_ids(ids)).select_related("case"):
        known[problem.visit_id].append(problem)
    fresh, moved, gone = [], [], []
    for effect in effects:
        kept, more, left = sort_problems(known[effect.object_id], effect.before["problems"])
        fresh += [(effect.object_id, order, text) for order, text in more]
        moved += [(problem.pk, order) for problem, order in kept]
        gone += left
    if cases := [(ids[p.visit_id], f"走访的问题已转为诉求“{p.case.number}”") for p in gone if hasattr(p, "case")]:
        raise Touched(sorted(cases))
    writing.delete(Problem, [problem.pk for problem in gone])
    writing.update(Problem, ("order",), moved)
    writing.insert(Problem, ("visit_id", "order", "text"), fresh, now=now)


def _put_back_rows(model, group: list[ImportEffect], now: dt.datetime) -> None:
    """Restore what had been deleted: pending links that had been joined, problems no longer named."""
    if model is not PendingLink:
        columns = list(group[0].before)
        rows = [(effect.object_id, *(effect.before[column] for column in columns)) for effect in group]
        writing.insert(model, ("id", *columns), rows, now=now)
        return
    columns = ("id", "leader_id", "level", "enterprise_name", "enterprise_key", "officer_id", "lead_unit_id")
    leaders = set(Leader.objects.filter(pk__in=[e.before["leader_id"] for e in group]).values_list("pk", flat=True))
    kept = [effect for effect in group if effect.before["leader_id"] in leaders]
    rows = [
        (
            effect.object_id,
            effect.before["leader_id"],
            effect.before["level"],
            effect.before["enterprise_name"],
            match_key(effect.before["enterprise_name"]),
            effect.before["officer_id"],
            effect.before["lead_unit_id"],
        )
        for effect in kept
    ]
    writing.insert(model, columns, rows, now=now)
    support = [(effect.object_id, unit) for effect in kept for unit in effect.before["support"]]
    writing.insert(PendingLink.support_units.through, ("pendinglink_id", "unit_id"), support, now=now)


def _from_json(field: models.Field, value):
    """Return a stored former value as the column takes it."""
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    return field.to_python(value) if value is not None and not field.is_relation else value

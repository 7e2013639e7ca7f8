"""Doing a merge step by step, each step written down with what stood there before; and walking it back.

A step is a plain dict, kept in ``Merge.ledger``::

    {"do": "change", "model": "visits.visit", "pk": 7, "before": {"enterprise_id": 2}, "after": {"enterprise_id": 1}}
    {"do": "drop", "model": "enterprises.enterprise_tags", "pk": 5, "row": {…serialised…}}
    {"do": "add", "model": "enterprises.enterprisealias", "pk": 9}
"""

import datetime as dt
import json
from collections.abc import Mapping

from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from simple_history.utils import bulk_update_with_history

from liaison.core.locking import bump
from liaison.core.search import with_search
from liaison.directory.models import User

from ..models import AliasKind, Enterprise, EnterpriseAlias, Merge
from .plan import MergeRefused, Plan, plan

_REASON = "合并重复企业"
_UNDO_REASON = "撤销企业合并"


@transaction.atomic
def merge(
    *,
    winner: Enterprise,
    loser: Enterprise,
    choices: Mapping[str, str],
    by: User | None,
    expected: str | None = None,
) -> Merge:
    """Move everything of ``loser`` to ``winner`` and remove ``loser``'s row, all or nothing.

    ``choices`` answers the plan's clashes; ``expected`` is the fingerprint of the preview that was agreed to.
    Refuses unanswered questions, a preview no longer true, and rows that other records hold fast.
    """
    winner, loser = _lock(winner.pk, loser.pk)
    drawn = plan(winner, loser, choices)
    if drawn.unanswered:
        raise MergeRefused(f"还有问题没有选择：{'；'.join(clash.question for clash in drawn.unanswered)}。")
    if expected is not None and expected != drawn.fingerprint():
        raise MergeRefused("预览之后有关记录发生了变化，尚未合并。请核对最新预览后再确认。")
    ledger: list[dict] = []
    try:
        with transaction.atomic():
            _carry_out(drawn, ledger, by)
            bump(winner)
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise MergeRefused("有关记录正被其他记录引用或互相冲突，不能合并。请先处理冲突的记录。") from error
    return Merge.objects.create(winner=winner, loser_id=drawn.loser.pk, loser_name=loser.name, ledger=ledger, by=by)


def _lock(*ids: int) -> list[Enterprise]:
    rows = {row.pk: row for row in Enterprise.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if len(rows) < len(set(ids)):
        raise MergeRefused("要合并的企业已不存在，可能刚刚被合并。请返回列表查看。")
    return [rows[pk] for pk in ids]


def _carry_out(drawn: Plan, ledger: list[dict], by: User | None) -> None:
    winner, loser = drawn.winner, drawn.loser
    own = [patch for patch in drawn.patches if patch.row == winner]
    for patch in drawn.patches:
        if patch not in own:
            _change([patch.row], patch.values, ledger, by, _REASON)
    for group in drawn.groups:
        for row in group.drops:
            _drop(row, ledger)
    for group in drawn.groups:
        _change(group.moves, {group.relation.field.attname: winner.pk}, ledger, by, _REASON)
    loser_pk = loser.pk
    loser._change_reason, loser._history_user = f"{_REASON}：并入 {winner.name}", by
    _drop(loser, ledger)
    loser.pk = loser_pk
    # Only now is the loser's code free for the winner.
    values = {column.attname: value for column, value in drawn.fills}
    for patch in own:
        values |= patch.values
    if values:
        _change([winner], values, ledger, by, _REASON)
    if drawn.keeps_name:
        alias = EnterpriseAlias.objects.create(enterprise=winner, name=loser.name, kind=AliasKind.MERGED)
        ledger.append({"do": "add", "model": alias._meta.label_lower, "pk": alias.pk})


def _change(rows: list[models.Model], values: dict, ledger: list[dict], by: User | None, reason: str) -> None:
    if not rows:
        return
    model = type(rows[0])
    for row in rows:
        before = {name: getattr(row, name) for name in values}
        step = {"do": "change", "model": model._meta.label_lower, "pk": row.pk, "before": before, "after": values}
        ledger.append(_plain(step))
        for name, value in values.items():
            setattr(row, name, value)
    _write(model, rows, list(values), by, reason)


def _write(model: type[models.Model], rows: list[models.Model], names: list[str], by: User | None, reason: str) -> None:
    """Write columns set-based, leaving bookkeeping (times) as it is; with history where the model keeps it."""
    fields = with_search(model, [model._meta.get_field(name).name for name in names])
    if hasattr(model, "history"):
        bulk_update_with_history(rows, model, fields, batch_size=500, default_user=by, default_change_reason=reason)
    else:
        model._base_manager.bulk_update(rows, fields, batch_size=500)


def _drop(row: models.Model, ledger: list[dict]) -> None:
    """Delete ``row`` with what falls with it (its own many-to-many links), all of it written down first."""
    collector = Collector(using=DEFAULT_DB_ALIAS)
    collector.collect([row])
    falling = [instance for group in collector.data.values() for instance in group]
    falling += [instance for rows in collector.fast_deletes for instance in rows]
    for instance in falling:
        serialised = serializers.serialize("python", [instance])[0]
        ledger.append(_plain({"do": "drop", "model": instance._meta.label_lower, "pk": instance.pk, "row": serialised}))
    row.delete()


class _ExactEncoder(DjangoJSONEncoder):
    """Keeps the microseconds that Django's encoder cuts off: what comes back must be what was there."""

    def default(self, value):
        return value.isoformat() if isinstance(value, dt.datetime) else super().default(value)


def _plain(step: dict) -> dict:
    """Return ``step`` as JSON will give it back, so that comparing later compares like with like."""
    return json.loads(json.dumps(step, cls=_ExactEncoder))


@transaction.atomic
def undo(*, merge: Merge, by: User | None, now: dt.datetime) -> Merge:
    """Take a merge back: every row returns to where and what it was.

    Refuses, naming the rows, when something the merge touched has been moved or removed since.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        raise MergeRefused("这次合并已经撤销过了。")
    (winner,) = _lock(merge.winner_id)
    _check_untouched(merge.ledger)
    try:
        with transaction.atomic():
            _walk_back(merge.ledger, by)
            bump(winner)
    except (IntegrityError, ProtectedError, RestrictedError) as error:
        raise MergeRefused("恢复原记录时与后来登记的内容冲突（例如代码已被占用），未作任何改动。") from error
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by", "updated_at"])
    return merge


def _check_untouched(ledger: list[dict]) -> None:
    faults = []
    for model, steps in _by_model(step for step in ledger if step["do"] != "drop"):
        rows = model._base_manager.in_bulk([step["pk"] for step in steps])
        for step in steps:
            row = rows.get(step["pk"])
            if row is None:
                faults.append(f"{model._meta.verbose_name}（编号 {step['pk']}）已被删除")
            elif step["do"] == "change" and not _stands(row, step["after"]):
                faults.append(f"{model._meta.verbose_name}“{row}”已被改动")
    if faults:
        listed = "；".join(faults[:5])
        raise MergeRefused(f"合并之后有关记录又有变化，不能自动撤销：{listed}。如后来又有合并，请先撤销较晚的一次。")


def _stands(row: models.Model, values: dict) -> bool:
    current = _plain({name: getattr(row, name) for name in values})
    return all(_same(row, name, current[name], value) for name, value in values.items())


def _same(row: models.Model, name: str, one, other) -> bool:
    column = row._meta.get_field(name)
    return one == other or column.to_python(one) == column.to_python(other)


def _walk_back(ledger: list[dict], by: User | None) -> None:
    """Undo the steps in reverse order; neighbouring changes of one model to the same columns go in one write."""
    waiting: list[dict] = []
    for step in reversed(ledger):
        if waiting and not _same_write(waiting[-1], step):
            _change_back(waiting, by)
            waiting = []
        if step["do"] == "change":
            waiting.append(step)
        elif step["do"] == "add":
            _model(step)._base_manager.filter(pk=step["pk"]).delete()
        else:
            for restored in serializers.deserialize("python", [step["row"]]):
                restored.save(save_m2m=False, force_insert=True)
    _change_back(waiting, by)


def _same_write(one: dict, other: dict) -> bool:
    return other["do"] == "change" and one["model"] == other["model"] and one["before"].keys() == other["before"].keys()


def _change_back(steps: list[dict], by: User | None) -> None:
    for model, group in _by_model(steps):
        rows = model._base_manager.in_bulk([step["pk"] for step in group])
        for step in group:
            for name, value in step["before"].items():
                setattr(rows[step["pk"]], name, model._meta.get_field(name).to_python(value))
        _write(model, list(rows.values()), list(group[0]["before"]), by, _UNDO_REASON)


def _by_model(steps) -> list[tuple[type[models.Model], list[dict]]]:
    groups: dict[str, list[dict]] = {}
    for step in steps:
        groups.setdefault(step["model"], []).append(step)
    return [(_model(group[0]), group) for group in groups.values()]


def _model(step: dict) -> type[models.Model]:
    return apps.get_model(step["model"])

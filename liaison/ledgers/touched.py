"""What people have made of a batch's records since: an undo that would cut into it is refused, by name."""

from django.apps import apps
from django.db import models
from django.db.models import ProtectedError

from liaison.assignments.models import PendingLink
from liaison.cases.models import (
    Arrears,
    Attachment,
    Case,
    CaseComment,
    CaseDocument,
    ExtensionRequest,
    Milestone,
    Pause,
    PauseRequest,
    ReassignRequest,
)
from liaison.core.errors import Refused
from liaison.core.models import Versioned
from liaison.ledgers import writing
from liaison.ledgers.models import ImportEffect, Operation
from liaison.ledgers.recorder import WRITTEN
from liaison.visits.models import FollowUp, Problem, Visit, VisitAmendment

NAMED = 20
Records = dict[str, dict[int, models.Model]]
# What people hang on a record afterwards and what would go with it in silence; no ledger brings any of it.
_HUNG: tuple[tuple[type[models.Model], str], ...] = (
    (FollowUp, "visit"),
    (VisitAmendment, "visit"),
    (PendingLink, "leader"),
    *((model, "case") for model in (Arrears, Attachment, CaseComment, CaseDocument, Milestone, Pause)),
    *((model, "case") for model in (ExtensionRequest, PauseRequest, ReassignRequest)),
)


class Touched(Refused):
    """Somebody has worked with the batch's records since; ``records`` are (sheet row, words)."""

    def __init__(self, records: list[tuple[int, str]]) -> None:
        self.records = records
        named = "；".join(f"第 {number} 行 {words}" for number, words in records[:NAMED])
        more = f"等 {len(records)} 条" if len(records) > NAMED else ""
        super().__init__(f"导入之后，下列记录又被修改或使用，不能整批撤销：{named}{more}。请先处理这些记录。")


def refuse(effects: list[ImportEffect], records: Records) -> None:
    """Raise :class:`Touched` if any of ``records`` (by model and key), which the caller holds, is changed or used."""
    if found := _changed_since(effects, records) or _made_into_cases(effects) or _hung_since(effects):
        raise Touched(found)


def _changed_since(effects: list[ImportEffect], records: Records) -> list[tuple[int, str]]:
    """Return the rows whose records are gone or newer than the batch left them, first row first."""
    touched: dict[tuple[str, int], tuple[int, str]] = {}
    seen: set[tuple[str, int]] = set()
    for effect in effects:  # last write first: only that one must still be in place
        key = (effect.model, effect.object_id)
        if key in seen or effect.operation == Operation.DELETED or apps.get_model(effect.model)._meta.auto_created:
            continue  # a unit named beside others: gone or there, nothing hangs on it
        seen.add(key)
        record = records[effect.model].get(effect.object_id)
        name = apps.get_model(effect.model)._meta.verbose_name
        if record is None:
            if apps.get_model(effect.model) is not PendingLink:
                touched[key] = (effect.number, f"{name}（已不存在）")
            else:
                touched[key] = (effect.number, f"{name}（已认领或移出）")
        elif _is_newer(record, effect):
            touched[key] = (effect.number, f"{name}“{record}”")
    return sorted(touched.values())


def _made_into_cases(effects: list[ImportEffect]) -> list[tuple[int, str]]:
    """Return the rows whose problems have become cases since: undoing them would cut the case from its visit."""
    made: dict[type[models.Model], dict[int, int]] = {Visit: {}, Problem: {}}
    for effect in effects:
        rows = made.get(apps.get_model(effect.model))
        if rows is not None and effect.operation == Operation.CREATED:
            rows[effect.object_id] = effect.number
    visits, problems = made.values()
    on_visits = Case.objects.filter(problem__visit__in=writing.among_ids(visits))
    on_problems = Case.objects.filter(problem__in=writing.among_ids(problems))
    found = [(visits[pk], number) for pk, number in on_visits.values_list("problem__visit_id", "number")]
    found += [(problems[pk], number) for pk, number in on_problems.values_list("problem_id", "number")]
    return sorted({(row, f"走访的问题已转为诉求“{number}”") for row, number in found})


def _is_newer(record: models.Model, effect: ImportEffect) -> bool:
    """Whether somebody has written ``record`` after the batch: by its version, or by the values the batch wrote."""
    if isinstance(record, Versioned) and effect.version is not None:
        return record.version != effect.version
    written = (effect.before or {}).get(WRITTEN, {})
    fields = {field.column: field for field in record._meta.concrete_fields}
    return any(
        fields[name].to_python(value) != fields[name].to_python(getattr(record, fields[name].attname))
        for name, value in written.items()
    )


def _hung_since(effects: list[ImportEffect]) -> list[tuple[int, str]]:
    """Return the rows on whose records somebody has since hung what would go with them."""
    created: dict[type[models.Model], dict[int, int]] = {}
    for effect in effects:
        if effect.operation == Operation.CREATED:
            created.setdefault(apps.get_model(effect.model), {})[effect.object_id] = effect.number
    found = set()
    for model, name in _HUNG:
        parent = model._meta.get_field(name).related_model
        if numbers := created.get(parent):
            rows = model._base_manager.filter(**{f"{name}__in": writing.among_ids(numbers)})
            found |= {
                (
                    numbers[getattr(row, f"{name}_id")],
                    f"{parent._meta.verbose_name}已有{model._meta.verbose_name}“{row}”",
                )
                for row in rows.exclude(pk__in=writing.among_ids(created.get(model, {})))
            }
    return sorted(found)


def users_of(model, rows: dict[int, int], error: ProtectedError) -> list[tuple[int, str]]:
    """Return the sheet rows whose records others hold fast, with those who do."""
    found = []
    for user in list(error.protected_objects)[: NAMED * 2]:
        for field in user._meta.concrete_fields:
            if field.is_relation and field.related_model is model and getattr(user, field.attname) in rows:
                number = rows[getattr(user, field.attname)]
                found.append((number, f"{model._meta.verbose_name}已有{user._meta.verbose_name}“{user}”"))
    return sorted(set(found)) or [(min(rows.values()), f"{model._meta.verbose_name}已被使用")]

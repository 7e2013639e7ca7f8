"""Writes of one batch: rows go in by set, and each leaves a trace (history, and the way back to its sheet row)."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from liaison.ledgers import writing
from liaison.ledgers.models import ImportBatch, ImportEffect, Operation

WRITTEN = "#written"
"""In a trace: the values the batch has written, where no version says whether they are still there."""
_EFFECT_COLUMNS = ("batch_id", "number", "model", "object_id", "operation", "version", "before")


@dataclass
class Recorder:
    """Creates, changes and removes records for ``batch``; every method takes any number of rows at once.

    ``numbers`` are the sheet rows the writes come from, aligned with the rows written.
    """

    batch: ImportBatch
    user: models.Model | None
    now: dt.datetime
    _created: dict[type[models.Model], set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def reason(self) -> str:
        return f"导入批次 {self.batch.pk}"

    def create(
        self, model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence], numbers: Sequence[int]
    ) -> list[int]:
        """Insert ``rows`` and return their new primary keys, in order."""
        if not rows:
            return []
        ids = writing.allocate_ids(model, len(rows))
        writing.insert(model, ["id", *columns], [(pk, *row) for pk, row in zip(ids, rows, strict=True)], now=self.now)
        self._remember(model, ids, "+")
        if _is_versioned(model):
            self.trace_created(model, ids, numbers)
            return ids
        added = self._added(model, columns, rows)
        traces = ((n, pk, None, before) for n, pk, before in zip(numbers, ids, added, strict=True))
        self._trace(model, traces, Operation.CREATED)
        return ids

    def trace_created(self, model: type[models.Model], ids: Sequence[int], numbers: Sequence[int]) -> None:
        """Remember versioned records of this batch, also those that another room's service created with history."""
        self._created[model].update(ids)
        self._trace(model, ((n, pk, 1, None) for n, pk in zip(numbers, ids, strict=True)), Operation.CREATED)

    def _added(self, model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence]) -> list[dict | None]:
        """Return what is written of each row that is hung on a record of before, which tells nobody if it changes."""
        parents = {field.column: field.related_model for field in model._meta.concrete_fields if field.many_to_one}
        hung = [(at, parents[name]) for at, name in enumerate(columns) if _is_versioned(parents.get(name, model))]
        return [
            {WRITTEN: dict(zip(columns, row, strict=True))}
            if any(row[at] not in self._created[parent] for at, parent in hung)
            else None
            for row in rows
        ]

    def change(
        self,
        model: type[models.Model],
        columns: Sequence[str],
        rows: Sequence[Sequence],
        befores: Sequence[Sequence],
        numbers: Sequence[int],
        versions: Sequence[int] | None = None,
    ) -> None:
        """Set ``columns`` of rows ``(id, value, …)``; ``befores`` are the former values of the same columns.

        ``versions`` are the versions before the change, for models that have one. The trace keeps the values that
        differ; of a model without a version also what is written, by which an undo knows the row again.
        """
        if not rows:
            return
        touched = any(field.name == "updated_at" for field in model._meta.concrete_fields)
        if touched:
            writing.update(model, [*columns, "updated_at"], [(*row, self.now) for row in rows])
        else:
            writing.update(model, columns, rows)
        self._remember(model, [row[0] for row in rows], "~")
        after = [version + 1 for version in versions] if versions is not None else [None] * len(rows)
        compare = _comparer(model, columns)
        traces = (
            (number, row[0], version, compare(before, row[1:], told=version is None))
            for number, row, version, before in zip(numbers, rows, after, befores, strict=True)
        )
        self._trace(model, traces, Operation.CHANGED)

    def remove(
        self, model: type[models.Model], ids: Sequence[int], befores: Sequence[dict], numbers: Sequence[int]
    ) -> None:
        """Delete rows; ``befores`` hold their whole content, so that undo can put them back."""
        if not ids:
            return
        self._remember(model, ids, "-")
        writing.delete(model, ids)
        traces = ((n, pk, None, before) for n, pk, before in zip(numbers, ids, befores, strict=True))
        self._trace(model, traces, Operation.DELETED)

    def link(self, through: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence]) -> None:
        """Insert rows of a many-to-many table; they live and die with the record they hang on."""
        writing.insert(through, columns, rows, now=self.now)

    def unlink(self, through: type[models.Model], column: str, ids: Sequence[int]) -> None:
        """Delete rows of a many-to-many table by the key in ``column``."""
        writing.delete(through, ids, column=column)

    def _remember(self, model: type[models.Model], ids: Sequence[int], sign: str) -> None:
        if hasattr(model, "history"):
            writing.write_history(model, ids, sign=sign, now=self.now, user=self.user, reason=self.reason)

    def _trace(self, model: type[models.Model], traces: Iterable[tuple], operation: Operation) -> None:
        label, batch, sign = model._meta.label_lower, self.batch.pk, operation.value
        rows = [
            (batch, number, label, pk, sign, version, None if before is None else _json(before))
            for number, pk, version, before in traces
        ]
        writing.insert(ImportEffect, _EFFECT_COLUMNS, rows, now=self.now)


def _comparer(model: type[models.Model], columns: Sequence[str]):
    """Return ``fn(before, after, told)``: the former values that differ, with those written if they are ``told``."""
    texts = {field.column for field in model._meta.concrete_fields if isinstance(field, models.JSONField)}
    as_text = [column in texts for column in columns]

    def compare(before: Sequence, after: Sequence, *, told: bool) -> dict:
        former, written = {}, {}
        for column, old, new, json_text in zip(columns, before, after, as_text, strict=True):
            if old != (json.loads(new) if json_text and isinstance(new, str) else new):
                former[column], written[column] = old, new
        return former | {WRITTEN: written} if told else former

    return compare


def _is_versioned(model: type[models.Model]) -> bool:
    return any(field.name == "version" for field in model._meta.concrete_fields)


_json = DjangoJSONEncoder(ensure_ascii=False).encode

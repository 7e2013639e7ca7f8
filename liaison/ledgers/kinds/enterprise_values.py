"""What a row says of the enterprise itself, put over what is on record; an empty cell leaves the record as it is."""

from typing import Any

from liaison.directory.models import Region
from liaison.ledgers.reading.types import ERROR

from . import enterprise_fields as fields
from .base import Context, RowPlan, Sheet, shown

_UNCOMPARED = ("name_key", "pinyin", "extra")
_COMPARED = tuple(column for column in fields.COLUMNS if column not in _UNCOMPARED)


class ValueTaker:
    """Reads the plain fields of each row; columns are looked up once for the whole sheet."""

    def __init__(self, context: Context, sheet: Sheet) -> None:
        self.context = context
        self.sheet = sheet
        self._simple = [
            (name, column, sheet.column(name), fields.LIMITS[column])
            for name, column in fields.SIMPLE.items()
            if sheet.has(name)
        ]
        self._kept = [
            (sheet.heading(name) or name, sheet.column(name)) for name in fields.KEPT_AS_EXTRA if sheet.has(name)
        ]
        self._extra = sheet.values.extra

    def take(self, row: RowPlan, values: dict[str, Any], code: str, region: Region) -> None:
        """Put the row's cells into ``values``; text that is too long is an error of its cell."""
        index = row.index
        if code:
            values["uscc"] = code
        values["region_id"] = region.pk
        for name, column, cells, limit in self._simple:
            value = cells[index]
            if value is None or (value == "" and name != "srdi"):  # 专精特新“无” is said, not left blank
                continue
            if limit and len(value) > limit:
                message = f"内容有 {len(value)} 个字，最多 {limit} 个字，请精简后再导入。"
                row.notes.append(self.sheet.note(ERROR, name, index, message))
                continue
            values[column] = fields.as_stored(column, value) if column == "annual_output" else value
        extra = self._extra[index] if self._extra else {}
        kept = {heading: str(cells[index]) for heading, cells in self._kept if cells[index]}
        if extra or kept:
            values["extra"] = {**(values["extra"] or {}), **extra, **kept}

    def differences(self, before: dict[str, Any], values: dict[str, Any]) -> dict[str, list[str]]:
        """Return label → [old, new] for what the row changes of the record."""
        changes = {
            fields.LABELS[column]: [self.words(column, before[column]), self.words(column, values[column])]
            for column in _COMPARED
            if before[column] != values[column]
        }
        old, new = before["extra"] or {}, values["extra"] or {}
        if old != new:
            changes.update({key: [shown(old.get(key)), value] for key, value in new.items() if old.get(key) != value})
        return changes

    def words(self, column: str, value: Any) -> str:
        if column == "region_id":
            region = self.context.regions.by_id(value)
            return region.name if region else ""
        return shown(fields.in_words(column, value))

"""What a row says of the enterprise itself, put over what is on record; an empty cell leaves the record as it is."""

from typing import Any

from liaison.directory.models import Region
from liaison.sheets.types import ERROR

from . import enterprise_fields as fields
from .base import Context, RowPlan, Sheet, shown

_UNCOMPARED = ("name_key", "pinyin", "extra")
_COMPARED = tuple(column for column in fields.COLUMNS if column not in _UNCOMPARED)


class ValueTaker:
    """Reads the plain fields of each row of one part; what holds for a whole column is done once for it."""

    def __init__(self, context: Context, sheet: Sheet) -> None:
        self.context = context
        self.sheet = sheet
        self._too_long: list[tuple[str, int, set[int]]] = []
        # (column of Enterprise, its value in each row or None where the row says nothing of it)
        self._simple = [(column, self._said(name, column)) for name, column in fields.SIMPLE.items() if sheet.has(name)]
        self._kept = [
            (sheet.heading(name) or name, sheet.column(name)) for name in fields.KEPT_AS_EXTRA if sheet.has(name)
        ]
        self._extra = sheet.values.extra

    def _said(self, name: str, column: str) -> list[Any]:
        """Return the column as it would be stored. 专精特新“无” is said, any other blank text says nothing."""
        cells = self.sheet.column(name)
        if column == "annual_output":
            return [None if value is None else fields.to_the_cent(value) for value in cells]
        limit = fields.LIMITS[column]
        if limit and (odd := {index for index, value in enumerate(cells) if value and len(value) > limit}):
            self._too_long.append((name, limit, odd))
            cells = [None if index in odd else value for index, value in enumerate(cells)]
        return cells if name == "srdi" else [None if value == "" else value for value in cells]

    def take(self, row: RowPlan, values: dict[str, Any], code: str, region: Region) -> None:
        """Put the row's cells into ``values``; text that is too long is an error of its cell."""
        index = row.index
        for name, limit, odd in self._too_long:
            if index in odd:
                message = f"内容有 {len(self.sheet.column(name)[index])} 个字，最多 {limit} 个字，请精简后再导入。"
                row.notes.append(self.sheet.note(ERROR, name, index, message))
        if code:
            values["uscc"] = code
        values["region_id"] = region.id
        for column, cells in self._simple:
            if (value := cells[index]) is not None:
                values[column] = value
        if said := self._beside(index):
            values["extra"] = {**(values["extra"] or {}), **said}

    def repeats(self, index: int, stored: dict[str, Any]) -> bool:
        """Return whether the plain fields of row ``index`` say nothing that is not in ``stored`` already."""
        for column, cells in self._simple:
            value = cells[index]
            if value is not None and value != stored[column]:
                return False
        if any(index in odd for _, _, odd in self._too_long):
            return False
        said, kept = self._beside(index), stored["extra"] or {}
        return all(kept.get(heading) == text for heading, text in said.items())

    def _beside(self, index: int) -> dict[str, str]:
        """Return what the row says under headings that have no column of their own."""
        kept = {heading: str(cells[index]) for heading, cells in self._kept if cells[index]}
        return {**self._extra[index], **kept} if kept else self._extra[index]

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

"""Read a table column by column: which reader reads which field, and what spills over into other fields."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

from . import dates, words
from .cells import error, is_blank, read_text, text_of
from .codes import parse_uscc
from .enterprise_names import former_name, parse_enterprise, parse_enterprises
from .kinds import KINDS, Kind
from .names import parse_leaders, parse_people, parse_person, parse_post
from .numbers import parse_amount, parse_count
from .phones import parse_contact, parse_phone
from .problems import parse_content, parse_problems
from .types import ERROR, WARNING, CellError, Column, Identifier, Note, Parsed, Table, Values
from .units import parse_place, parse_places, parse_unit_list, parse_units

# reader → function of one raw cell. Value types stand in the functions' docstrings; dates and numbers need context.
READERS: dict[str, Callable[..., Parsed]] = {
    "text": read_text,
    "uscc": parse_uscc,
    "phone": parse_phone,
    "contact": parse_contact,
    "person": parse_person,
    "people": parse_people,
    "leaders": parse_leaders,
    "post": parse_post,
    "enterprise": parse_enterprise,
    "enterprises": parse_enterprises,
    "problems": parse_problems,
    "content": parse_content,
    "units": parse_units,
    "unit_list": parse_unit_list,
    "place": parse_place,
    "places": parse_places,
    "yes_no": words.parse_yes_no,
    "above_scale": words.parse_above_scale,
    "level": words.parse_level,
    "size": words.parse_size,
    "srdi": words.parse_srdi,
    "ownership": words.parse_ownership,
    "enterprise_status": words.parse_enterprise_status,
    "tier": words.parse_tier,
    "industry": words.parse_industry,
    "method": words.parse_method,
    "case_status": words.parse_case_status,
    "rating": words.parse_rating,
    "source": words.parse_source,
    "nature": words.parse_nature,
    "urgency": words.parse_urgency,
}
# Characters a cell may have: what is longer was pasted by mistake, or to keep us busy.
_SHORT = 500
_REMEMBERED = 20_000  # distinct cells of one column
_LONGEST = {"text": 20_000, "problems": 20_000, "content": 20_000, "enterprises": 5_000}
_TEXT_OR_FLOAT = frozenset((str, float))
_DITTO = frozenset(
    ("同上", "〃", "″", "同 上", '"', "”", "仝上", "同前", "々", "〃〃", "同上。", "（同上）", "(同上)", "''")
)


def parse_table(table: Table, *, today: dt.date) -> Values:
    """Read every cell of ``table``. ``today`` bounds what can have happened already."""
    return TableParser(table, today=today).parse(table)


class TableParser:
    """Reads the parts of one table; what a column's reader has made of a cell is remembered from part to part."""

    def __init__(self, table: Table, *, today: dt.date) -> None:
        self._spec = KINDS[table.kind]
        self._above: dict[int, str] = {}
        self._columns = [
            (column, ColumnReader(column, _bind(reader, column, table, today), _LONGEST.get(reader, _SHORT)))
            for column in table.columns
            if column.field and (reader := self._spec.field(column.field).reader) != "ignored"
        ]

    def parse(self, part: Table) -> Values:
        """Return the values of ``part``, a table with the columns this parser was made for."""
        values = Values({}, {}, [{} for _ in part.rows])
        for i, row in enumerate(part.rows if part.told else ()):
            if message := part.told.get(row.number):
                values.notes.setdefault(i, []).append(Note(WARNING, "", "", message))
        # Rows are at least as long as the heading; nothing stands beyond it.
        columns = list(zip(*(row.cells for row in part.rows), strict=False)) or [()] * len(part.columns)
        for column in part.columns:
            if column.field is None:
                _keep(values, column, columns[column.index], self._above)
        for column, reader in self._columns:
            values.columns[column.field] = reader.read(values, columns[column.index])
        _from_groups(part, self._spec, values)
        _spill(part, self._spec, values)
        _require(part, self._spec, values)
        return values


def _bind(reader: str, column: Column, table: Table, today: dt.date) -> Callable[[object], Parsed]:
    if reader in ("date", "past_date"):
        return dates.reader(today=today, year=table.year, past_only=reader == "past_date", date1904=table.date1904)
    if reader in ("amount", "count"):
        read, unit = (parse_amount if reader == "amount" else parse_count), column.unit
        return lambda raw: read(raw, unit=unit)
    return READERS[reader]


class ColumnReader:
    """Reads one column, each distinct cell once.

    ``longest`` is the number of characters from which on a cell is refused unread.
    """

    def __init__(self, column: Column, read_one: Callable[[object], Parsed], longest: int = _SHORT) -> None:
        self._column, self._read_one, self._longest = column, read_one, longest
        self._known: dict[Any, Any] = {}  # cell → value
        self._noted: dict[Any, Note] = {}  # cell → what there is to say
        self._above: object = None

    def read(self, values: Values, cells: Sequence) -> list:
        """Return the values of ``cells``; notes go to ``values.notes``."""
        if not _DITTO.isdisjoint(cells):
            cells = self._resolve_ditto(values, cells)
        self._above = cells[-1] if cells else self._above
        # A text equals no number; but 1, 1.0 and True are equal and still not the same cell.
        plain = _TEXT_OR_FLOAT.issuperset(map(type, cells))
        keys = cells if plain else [raw if type(raw) in _TEXT_OR_FLOAT else (type(raw), raw) for raw in cells]
        if len(self._known) > _REMEMBERED:
            self._known, self._noted = {}, {}
        known = self._known
        for key in set(keys).difference(known):
            raw = key[1] if type(key) is tuple else key
            known[key], note = self._too_long(raw) or self._read_one(raw)
            if note is not None:
                self._noted[key] = note
        if self._noted and not self._noted.keys().isdisjoint(keys):
            for i, key in enumerate(keys):
                if (note := self._noted.get(key)) is not None:
                    values.notes.setdefault(i, []).append(note.at(self._column.heading, text_of(cells[i])))
        return [known[key] for key in keys]

    def _too_long(self, raw: object) -> Parsed | None:
        if type(raw) is str and len(raw) > self._longest:
            return error(f"这一格有{len(raw)}个字，最多{self._longest}个字，可能贴错了内容。请改短。")
        return None

    def _resolve_ditto(self, values: Values, cells: Sequence) -> list:
        """Put the cell above in the place of 同上."""
        resolved, above = [], self._above
        for i, cell in enumerate(cells):
            if cell in _DITTO and above is not None:
                raw, cell = cell, above
                message = f"“{raw}”按上一行的“{text_of(cell)}”读取，请核对。"
                note = Note(WARNING, self._column.heading, raw, message)
                values.notes.setdefault(i, []).append(note)
            resolved.append(cell)
            above = cell
        return resolved


def _keep(values: Values, column: Column, cells: Sequence, above: dict[int, str]) -> None:
    """Keep an unknown column as it stands; 同上 takes the cell above, which ``above`` carries from part to part."""
    if not column.heading:
        return
    last = above.get(column.index, "")
    for extra, raw in zip(values.extra, cells, strict=True):
        if not is_blank(raw):
            last = last if raw in _DITTO and last else text_of(raw)
            extra[column.heading] = last
    above[column.index] = last


def _from_groups(table: Table, spec: Kind, values: Values) -> None:
    """Take place or level from the lines that head groups of rows (一、长春市), where no column holds them."""
    if not any(row.group for row in table.rows):
        return
    names = [_GROUP_WORDS.sub("", row.group) for row in table.rows]
    held = {c.field for c in table.columns}
    if spec.name == "enterprises" and not held & {"prefecture", "county", "region"}:
        places = [name if _PLACE.fullmatch(name) else "" for name in names]
        _take(values, table, "prefecture", places, places)
    if "leader_level" not in held and spec.name in ("enterprises", "leaders"):
        levels = [words.parse_level(name) if name.endswith(("级", "领导")) else Parsed(None) for name in names]
        _take(values, table, "leader_level", [p.value for p in levels], names)


def _take(values: Values, table: Table, field: str, found: list, texts: list[str]) -> None:
    if not any(found):
        return
    values.columns[field] = found
    for i, value in enumerate(found):
        if value:
            note = Note("info", "", table.rows[i].group, f"按上方分组行“{table.rows[i].group}”取“{texts[i]}”。")
            values.notes.setdefault(i, []).append(note)


# 二道区 and 四平市 keep their number: in Chinese it counts only with a sign or a space after it.
_GROUP_WORDS = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]+[)）][、.．]?|[一二三四五六七八九十]+(?:[、.．]|\s+)|\d+[、.．]?)"
    r"|[（(:：]?\s*共?\d+\s*[户家个件条次名人]?\s*[)）]?$|"
    r"\s+"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,12}(?:市|州|县|区|管委会)")


def _spill(table: Table, spec: Kind, values: Values) -> None:
    """Spread what shares a cell over the fields it belongs to, never over what the sheet itself fills."""
    columns = values.columns
    if identifiers := columns.get("uscc"):
        for i, found in enumerate(identifiers):
            if found and found.doubtful:
                values.extra[i]["待核的统一社会信用代码"] = found.doubtful
        columns["registration_no"] = [f.registration_no if f else "" for f in identifiers]
        columns["organisation_code"] = [f.organisation_code if f else "" for f in identifiers]
        columns["uscc"] = [(f.uscc or None) if f else None for f in identifiers]
    _split_contact(columns, "officer_contact", "officer", "officer_phone", as_people=True)
    if spec.name == "enterprises":
        _split_contact(columns, "contact_phone", "contact", "phone")
        _former_names(table, columns)
    _posts(columns)
    _unread_numbers(table, spec, values)


def _split_contact(columns: dict, both: str, name: str, phone: str, as_people: bool = False) -> None:
    pairs = columns.get(both)
    if pairs is None:
        return
    names, phones = columns.get(name), columns.get(phone)
    columns[name] = [
        (names[i] if names else None) or (parse_people(p.name).value if as_people else p.name)
        if p
        else (names[i] if names else None)
        for i, p in enumerate(pairs)
    ]
    columns[phone] = [(phones[i] if phones else "") or (p.phone if p else "") for i, p in enumerate(pairs)]


def _former_names(table: Table, columns: dict) -> None:
    name = table.column("name")
    if name is None:
        return
    found = {
        i: f
        for i, row in enumerate(table.rows)
        if "原" in (c := text_of(row.cells[name.index])) or "曾" in c
        if (f := former_name(c))
    }
    if found:
        known = columns.get("former_name") or [""] * len(table.rows)
        columns["former_name"] = [known[i] or found.get(i, "") for i in range(len(table.rows))]


def _posts(columns: dict) -> None:
    """Take leaders and posts from 姓名及职务, and titles written beside the name, where no column holds them."""
    with_posts = columns.get("leader_with_post")
    leaders = columns.get("leader")
    if with_posts is not None:
        leaders = [(leaders[i] if leaders else None) or p for i, p in enumerate(with_posts)]
        columns["leader"] = leaders
    if leaders and any(p and p[0].title for p in leaders):
        posts = columns.get("leader_post") or [""] * len(leaders)
        columns["leader_post"] = [posts[i] or (p[0].title if p else "") for i, p in enumerate(leaders)]


def _unread_numbers(table: Table, spec: Kind, values: Values) -> None:
    """Keep the text of warned cells whose value could not be taken, so that nothing is lost."""
    for i, notes in values.notes.items():
        for note in notes:
            if note.level == WARNING and "原文保留" in note.message and note.value:
                values.extra[i].setdefault(note.column, note.value)


def _require(table: Table, spec: Kind, values: Values) -> None:
    """Add an error for every required cell that is blank and has no error of its own."""
    for field in spec.required:
        column = table.column(field.name)
        found = values.columns.get(field.name)
        if found is None:
            continue
        heading = column.heading if column else field.label
        for i, value in enumerate(found):
            if value or (
                spec.name == "visits" and field.name == "enterprises" and (values.columns.get("uscc") or {i: None})[i]
            ):
                continue
            if not any(n.column == heading and n.level in (ERROR, "question") for n in values.notes.get(i, ())):
                message = f"{field.label}必须填写，这一行是空的。请补填，或删除这一行。"
                values.notes.setdefault(i, []).append(Note(ERROR, heading, "", message))


__all__ = ["READERS", "CellError", "Identifier", "TableParser", "parse_table"]

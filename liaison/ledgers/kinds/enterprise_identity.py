"""Which enterprise a row of the ledger means: one met earlier in the file, one on record, or a new one.

USCC first, then the exact name, then names it had before. A likeness is never taken for the same: it is asked.
"""

from array import array
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from liaison.directory.models import Level, Region
from liaison.enterprises.matching import EnterpriseIndex
from liaison.enterprises.models import AliasKind, Enterprise, EnterpriseAlias
from liaison.ledgers.writing import among, among_ids

from . import enterprise_fields as fields
from .base import ERROR, QUESTION, WARNING, Candidate, Context, Outcome, RowPlan, Sheet, match_key

STORED = ("id", "version", *fields.COLUMNS)
_NEAR_ENOUGH = 0.8
# An answer may put a code where a name stood: the one way to tell homonyms apart.
CODE_LENGTH = 18
_NOTHING: dict[str, Any] = {}
_LEVELS = {level: frozenset((level,)) for level in ("", *Level.values)}


@dataclass(slots=True, eq=False)
class EnterpriseRef:
    """The enterprise of one row: on record (``before`` holds its columns) or about to be."""

    name: str
    values: dict[str, Any]
    before: dict[str, Any] | None = None
    id: int | None = None
    version: int = 0
    region: Region | None = None
    contact: tuple | None = None
    contact_before: tuple | None = None
    aliases: list[str] = field(default_factory=list)
    wanted: Any = None
    links: list = field(default_factory=list)
    pending: list = field(default_factory=list)
    same_as: "EnterpriseRef | None" = None

    def __str__(self) -> str:
        return self.name

    @property
    def lineage(self) -> str:
        return self.region.lineage if self.region else ""

    @property
    def place(self) -> str:
        return self.region.name if self.region else ""

    @property
    def status(self) -> str:
        return self.values.get("status", "")

    def release(self) -> None:
        """Let go of everything but what a later row about the same enterprise needs: its key and its region."""
        self.values = self.before = _NOTHING
        self.contact = self.contact_before = self.wanted = None
        self.aliases = self.links = self.pending = ()


@dataclass(slots=True, eq=False)
class Seen:
    """An enterprise that a row of this file has spoken of, with the levels of the leaders named for it.

    ``said`` is what the row says of the enterprise itself, column by column; once its part is done with, the hashes.
    """

    number: int
    name_key: str
    levels: frozenset[str]
    ref: EnterpriseRef | None = None
    is_new: bool = False
    said: "tuple | array" = ()


def signs(said: "tuple | array") -> array:
    """Return the hashes of what a row says, which take little room."""
    return said if isinstance(said, array) else array("q", map(hash, said))


class Identity:
    """Knows the records that one part of the ledger may mean, and what the parts before it have spoken of."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.now: Seen | None = None
        self._part: list[Seen] = []
        self._seen_codes: dict[str, Seen] = {}
        self._seen_names: dict[str, Seen] = {}
        self._seen_ids: dict[int, Seen] = {}
        self._on_record: EnterpriseIndex | None = None
        # Names that this file adds: without a code, with one, and those not yet taken apart (row number, name).
        self._uncoded: EnterpriseIndex | None = None
        self._coded: EnterpriseIndex | None = None
        self._waiting: list[tuple[int, str]] = []

    def take_up(self, sheet: Sheet) -> set[str]:
        """Turn to the next part: read the records its rows may mean, two SQL queries. Return its names as keys."""
        for seen in self._part:
            seen.said = signs(seen.said)
        self._part.clear()
        self.sheet = sheet
        self._levels = sheet.column("leader_level")
        names = {match_key(name) for name in sheet.column("name") if name}
        codes = set(filter(None, sheet.column("uscc"))) | {key for key in names if len(key) == CODE_LENGTH}
        former = {match_key(name) for name in sheet.column("former_name") if name}
        aliases = EnterpriseAlias.objects.filter(key__in=among(names | former)).order_by("id")
        aliases = list(aliases.values_list("key", "enterprise_id", "kind"))
        rows = Enterprise.objects.filter(
            Q(uscc__in=among(codes))
            | Q(name_key__in=among(names))
            | Q(pk__in=among_ids({enterprise_id for _, enterprise_id, _ in aliases}))
        )
        if self.context.locks:
            rows = rows.select_for_update()
        self.by_id: dict[int, dict] = {}
        self._by_code: dict[str, dict] = {}
        self._by_name: dict[str, list[dict]] = {}
        for record in rows.order_by("id").values_list(*STORED):
            stored = dict(zip(STORED, record, strict=True))
            self.by_id[stored["id"]] = stored
            if stored["uscc"]:
                self._by_code[stored["uscc"]] = stored
            self._by_name.setdefault(stored["name_key"], []).append(stored)
        self._merged = {key for key, _, kind in aliases if kind == AliasKind.MERGED}
        for key, enterprise_id, _ in aliases:
            stored, known = self.by_id.get(enterprise_id), self._by_name.setdefault(key, [])
            if stored is not None and stored not in known:
                known.append(stored)
        return names

    def named(self, name: str) -> list[dict]:
        """Return the records that have, or had, this name."""
        return self._by_name.get(match_key(name), [])

    def was_merged(self, name: str) -> bool:
        """Return whether this is the name of a record that was merged into another: a paper may go on naming it."""
        return match_key(name) in self._merged

    def beyond_doubt(self, name: str, code: str) -> dict | None:
        """Return the record that has this code and this name, if nothing else comes near and no row was about it."""
        stored = self._by_code.get(code)
        if stored is None or stored["name_key"] != match_key(name) or len(self.named(name)) > 1:
            return None
        return stored if self._seen_ids.setdefault(stored["id"], self.now) is self.now else None

    def seen_before(self, row: RowPlan, name: str, code: str) -> "Seen | None":
        """Return the earlier row about the same enterprise, if any; a code shared by two names is an error."""
        key = match_key(name)
        mine = Seen(row.number, key, self.levels(row))
        by_code = self._seen_codes.setdefault(code, mine) if code else mine
        by_name = self._seen_names.setdefault(key, mine)
        if by_code is mine and by_name is mine:
            self.now = mine
            self._part.append(mine)
            return None
        if by_code is not mine:
            if by_code.name_key != key or mine.levels <= by_code.levels:
                message = (
                    f"统一社会信用代码 {code} 与第 {by_code.number} 行重复。"
                    "同一企业在同一层级只能出现一次，请删去或改正其中一行。"
                )
                row.notes.append(self.sheet.note(ERROR, "uscc", row.index, message))
            return by_code
        if mine.levels <= by_name.levels or code:
            message = f"企业名称与第 {by_name.number} 行相同，同一企业在同一层级只能出现一次，请删去或改正其中一行。"
            row.notes.append(self.sheet.note(ERROR, "name", row.index, message))
        return by_name

    def levels(self, row: RowPlan) -> frozenset[str]:
        """Return the level of the leader whom the row names, as a set of one."""
        return _LEVELS[self._levels[row.index] or ""]

    def same_record(self, row: RowPlan, stored: dict, name: str) -> Seen | None:
        """Return the earlier row that was about the same record under another name or code, if any."""
        first = self._seen_ids.setdefault(stored["id"], self.now)
        if first is self.now:
            return None
        if self.was_merged(name) or first.name_key in self._merged:
            message = f"“{name}”与第 {first.number} 行的企业已合并为“{stored['name']}”，本行不再单独登记。"
            row.notes.append(self.sheet.note(WARNING, "name", row.index, message))
            row.outcome = Outcome.SKIPPED
        elif self.now.levels <= first.levels:
            message = (
                f"“{name}”与第 {first.number} 行是系统中的同一家企业“{stored['name']}”。"
                "同一企业在同一层级只能出现一次，请删去或改正其中一行。"
            )
            row.notes.append(self.sheet.note(ERROR, "name", row.index, message))
        return first

    def find(self, row: RowPlan, name: str, code: str) -> tuple[dict | None, bool]:
        """Return (record or None, whether that is certain). USCC first, then the exact name; never a likeness."""
        if stored := self._by_code.get(match_key(name)):  # an answer puts a code where homonyms stood
            return stored, True
        by_name = self.named(name)
        if code and (stored := self._by_code.get(code)):
            others = [other for other in by_name if other["id"] != stored["id"]]
            if others and others[0]["name_key"] == match_key(name):
                other = others[0]
                message = (
                    f"代码 {code} 在系统中是“{stored['name']}”，而名称“{name}”登记的代码是 {other['uscc'] or '空'}，"
                    "两者不是同一家，请核对代码或名称。"
                )
                row.notes.append(self.sheet.note(ERROR, "uscc", row.index, message))
                return None, False
            return stored, True
        if len(by_name) > 1:
            options = [Candidate(other["uscc"] or other["name"], other["name"], 1.0) for other in by_name]
            message = f"系统中有 {len(by_name)} 家企业叫“{name}”，请填写统一社会信用代码，或选择是哪一家。"
            row.notes.append(self.sheet.note(QUESTION, "name", row.index, message, options))
            return None, False
        if by_name:
            self._tell_code_change(row, by_name[0], code)
            return by_name[0], True
        return None, self._is_plainly_new(row, name, code)

    def _tell_code_change(self, row: RowPlan, stored: dict, code: str) -> None:
        if code and stored["uscc"] and code != stored["uscc"] and not self.was_merged(row.label):
            message = (
                f"同名企业在系统中登记的代码是 {stored['uscc']}，本表为 {code}；确认导入后将改为本表的代码，请先核对。"
            )
            row.notes.append(self.sheet.note(WARNING, "uscc", row.index, message))

    def _is_plainly_new(self, row: RowPlan, name: str, code: str) -> bool:
        """Ask before adding an enterprise without a code whose name is close to one on record or earlier in the file.

        One with a code is new beyond doubt; that a row above may mean it without a code is told.
        """
        if not code and (row.number, self.sheet.heading("name")) in self.context.decisions.kept:
            self._remember_new(row, name, code)
            return True
        above = self._near_in_file(name, code)
        if not code and (near := [*self._near_on_record(name), *above]):
            options = [Candidate(other, other, score) for other, score in dict(near).items()]
            where = "系统中" if len(above) < len(near) else "本表上方"
            message = f"没有代码，且{where}有名称相近的企业，请选择“{name}”是哪一家；确是新企业的，选“保留原文”。"
            row.notes.append(self.sheet.note(QUESTION, "name", row.index, message, options))
            return False
        for other, _ in above:
            message = f"上方有名称相近的“{other}”，没有写代码。请核对是否同一家企业，是的话只留一行。"
            row.notes.append(self.sheet.note(WARNING, "name", row.index, message))
        self._remember_new(row, name, code)
        return True

    def _near_on_record(self, name: str) -> list[tuple[str, float]]:
        """Return (name, likeness) of records with a similar name."""
        if self._on_record is None:
            self._on_record = EnterpriseIndex.load(Enterprise.objects.all())
        return _close(self._on_record, name)

    def _near_in_file(self, name: str, code: str) -> list[tuple[str, float]]:
        """Return (name, likeness) of new enterprises in rows above; for one with a code, of those without one."""
        if code and self._uncoded is None:
            return []
        if self._uncoded is None:
            self._uncoded, self._coded = (EnterpriseIndex.load(Enterprise.objects.none()) for _ in range(2))
            for number, other in self._waiting:
                self._coded.add(number, other)
            self._waiting.clear()
        near = _close(self._uncoded, name)
        return near if code else [*near, *_close(self._coded, name)]

    def _remember_new(self, row: RowPlan, name: str, code: str) -> None:
        """Keep the name for the rows below; names are only taken apart once a row without a code asks for it."""
        if self._uncoded is None:
            self._waiting.append((row.number, name))
        else:
            (self._coded if code else self._uncoded).add(row.number, name)


def _close(index: EnterpriseIndex, name: str) -> list[tuple[str, float]]:
    return [(other, score) for _, other, score in index.near(name) if score >= _NEAR_ENOUGH]

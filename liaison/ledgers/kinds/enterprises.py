"""联系企业台账: enterprises with their contact, their leader at one level, and that leader's officer."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from liaison.directory.models import Level, Region
from liaison.enterprises.matching import EnterpriseIndex
from liaison.enterprises.models import Enterprise, EnterpriseAlias, EnterpriseContact
from liaison.ledgers.models import Kind
from liaison.ledgers.writing import among, among_ids

from . import enterprise_fields as fields
from .base import ERROR, QUESTION, WARNING, Candidate, Context, Outcome, Planner, RowPlan, match_key
from .enterprise_links import EnterpriseLinks
from .enterprise_values import ValueTaker
from .people import People

_STORED = ("id", "version", *fields.COLUMNS)
_REGION_FIELDS = ("prefecture", "county")
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

    def release(self) -> None:
        """Let go of everything but what a later row about the same enterprise needs: its key and its region."""
        self.values = self.before = _NOTHING
        self.contact = self.contact_before = self.wanted = None
        self.aliases = self.links = self.pending = ()


@dataclass(slots=True, eq=False)
class Seen:
    """An enterprise that a row of this file has spoken of, with the levels of the leaders named for it."""

    number: int
    name_key: str
    levels: frozenset[str]
    ref: EnterpriseRef | None = None
    is_new: bool = False


class EnterprisesPlanner(Planner):
    """See :class:`Planner`. A part costs a query each for enterprises, names, contacts, links and pending links."""

    kind = Kind.ENTERPRISES

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.people = People(context)
        self.links = EnterpriseLinks(context, self.people)
        self._in_hand: list[EnterpriseRef] = []
        self._seen_codes: dict[str, Seen] = {}
        self._seen_names: dict[str, Seen] = {}
        self._index: EnterpriseIndex | None = None

    # --- planning ------------------------------------------------------------------------------

    def load(self) -> None:
        for ref in self._in_hand:
            ref.release()
        self._in_hand.clear()
        sheet = self.sheet
        self.values = ValueTaker(self.context, sheet)
        self._names, self._codes = sheet.column("name"), sheet.column("uscc")
        self._places_named = [sheet.column(name) for name in (*_REGION_FIELDS, "region")]
        self._former_names = sheet.column("former_name")
        self._levels = sheet.column("leader_level")
        self._contact_cells = [sheet.column(name) for name in ("contact", "contact_title", "phone")]
        wanted_codes = set(filter(None, self._codes))
        wanted_names = {match_key(name) for name in self._names if name}
        former = {match_key(name) for name in self._former_names if name}
        aliases = list(
            EnterpriseAlias.objects.filter(key__in=among(wanted_names | former))
            .order_by("id")
            .values_list("key", "enterprise_id")
        )
        rows = Enterprise.objects.filter(
            Q(uscc__in=among(wanted_codes))
            | Q(name_key__in=among(wanted_names))
            | Q(pk__in=among_ids({enterprise_id for _, enterprise_id in aliases}))
        )
        if self.context.locks:
            rows = rows.select_for_update()
        self._by_id, self._by_code, self._by_name = {}, {}, {}
        for record in rows.order_by("id").values_list(*_STORED):
            stored = dict(zip(_STORED, record, strict=True))
            self._by_id[stored["id"]] = stored
            if stored["uscc"]:
                self._by_code[stored["uscc"]] = stored
            self._by_name.setdefault(stored["name_key"], []).append(stored)
        for key, enterprise_id in aliases:
            stored, known = self._by_id.get(enterprise_id), self._by_name.setdefault(key, [])
            if stored is not None and stored not in known:
                known.append(stored)
        self._contacts = {
            enterprise_id: contact
            for enterprise_id, *contact in EnterpriseContact.objects.filter(
                enterprise__in=among_ids(self._by_id), is_primary=True
            ).values_list("enterprise_id", "id", "name", "title", "phone")
        }
        self.links.load(sheet, self._by_id, wanted_names)

    def plan_row(self, index: int) -> RowPlan:
        row = self.row(index)
        name = self._names[index]
        code = self._codes[index] or ""
        row.label = name or ""
        if not name:
            row.outcome = Outcome.ERROR if row.has(ERROR) else Outcome.SKIPPED
            return row
        if (first := self._seen_before(row, name, code)) is not None:
            return self._plan_further_level(row, first, name)
        stored, settled = self._find(row, name, code)
        if not settled:
            row.outcome = Outcome.ERROR if row.has(ERROR) else Outcome.SKIPPED
            return row
        ref = self._reference(row, name, code, stored)
        if ref is None and not row.has(ERROR):
            row.outcome = Outcome.SKIPPED
            return row
        if ref is None or not self._in_scope(row, ref, stored):
            return self.classify(row, is_new=stored is None)
        row.payload = row.target = ref
        self._plan_contact(row, ref)
        self.links.plan_row(row, ref)
        self.classify(row, is_new=stored is None)
        if not row.has(ERROR):
            self._now.ref, self._now.is_new = ref, stored is None
            self._in_hand.append(ref)
        return row

    def _seen_before(self, row: RowPlan, name: str, code: str) -> "Seen | None":
        """Return the earlier row about the same enterprise, if any; a code shared by two names is an error."""
        key = match_key(name)
        mine = Seen(row.number, key, self._level(row))
        by_code = self._seen_codes.setdefault(code, mine) if code else mine
        by_name = self._seen_names.setdefault(key, mine)
        if by_code is mine and by_name is mine:
            self._now = mine
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

    def _level(self, row: RowPlan) -> frozenset[str]:
        return _LEVELS[self._levels[row.index] or ""]

    def _plan_further_level(self, row: RowPlan, first: "Seen", name: str) -> RowPlan:
        """Plan another leader, at another level, of an enterprise that an earlier row has described."""
        if first.ref is None and not row.has(ERROR):
            message = f"第 {first.number} 行（同一企业）没有通过检查，请先改正那一行。"
            row.notes.append(self.sheet.note(ERROR, "name", row.index, message))
        if row.has(ERROR):
            return self.classify(row, is_new=True)
        first.levels |= self._level(row)
        ref = row.payload = row.target = EnterpriseRef(
            name, {}, {}, first.ref.id, region=first.ref.region, same_as=first.ref
        )
        self.links.plan_row(row, ref)
        return self.classify(row, is_new=first.is_new)

    def _find(self, row: RowPlan, name: str, code: str) -> tuple[dict | None, bool]:
        """Return (record or None, whether that is certain). USCC first, then the exact name; never a likeness."""
        by_name = self._by_name.get(match_key(name), [])
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
        if code and stored["uscc"] and code != stored["uscc"]:
            message = (
                f"同名企业在系统中登记的代码是 {stored['uscc']}，本表为 {code}；确认导入后将改为本表的代码，请先核对。"
            )
            row.notes.append(self.sheet.note(WARNING, "uscc", row.index, message))

    def _is_plainly_new(self, row: RowPlan, name: str, code: str) -> bool:
        """Ask before adding an enterprise without a code whose name is close to one on record."""
        if code or self.keeps(row, "name"):
            return True
        if self._index is None:
            self._index = EnterpriseIndex.load(Enterprise.objects.all())
        near = [(name_, score) for _, name_, score in self._index.near(name) if score >= 0.8]
        if not near:
            return True
        options = [Candidate(name_, name_, score) for name_, score in near]
        message = f"没有代码，且系统中有名称相近的企业，请选择“{name}”是哪一家；确是新企业的，选“保留原文”。"
        row.notes.append(self.sheet.note(QUESTION, "name", row.index, message, options))
        return False

    def _reference(self, row: RowPlan, name: str, code: str, stored: dict | None) -> EnterpriseRef | None:
        region = self._region(row, stored, code)
        if region is None:
            return None
        if stored is None:
            values = {**fields.DEFAULTS, "name": name, "uscc": None, "extra": {}}
            ref = EnterpriseRef(name, values, region=region)
        else:
            values = {column: stored[column] for column in fields.COLUMNS}
            ref = EnterpriseRef(name, values, stored, stored["id"], stored["version"], region)
            self._take_name(row, ref, name, stored)
        self.values.take(row, values, code, region)
        former = self._former_names[row.index]
        if former and not self._known_alias(ref, former):
            ref.aliases.append(former)
        if stored is not None:
            row.changes = self.values.differences(stored, values)
            if ref.aliases:
                row.changes["曾用名"] = ["", "、".join(ref.aliases)]
        return ref

    def _take_name(self, row: RowPlan, ref: EnterpriseRef, name: str, stored: dict) -> None:
        if match_key(name) == stored["name_key"] or ref.values["name"] == name:
            return
        if any(stored is other for other in self._by_name.get(match_key(name), ())):
            return  # written under a former or short name: the name on record stays
        ref.values["name"] = name
        ref.aliases.append(stored["name"])
        message = f"该代码在系统中登记的名称是“{stored['name']}”，确认后改为“{name}”，原名称记为曾用名。"
        row.notes.append(self.sheet.note(WARNING, "name", row.index, message))

    def _known_alias(self, ref: EnterpriseRef, former: str) -> bool:
        return any(stored["id"] == ref.id for stored in self._by_name.get(match_key(former), ()))

    def _region(self, row: RowPlan, stored: dict | None, code: str) -> Region | None:
        index = row.index
        prefecture, county, either = (cells[index] for cells in self._places_named)
        names = _REGION_FIELDS
        if not prefecture and not county:
            county, names = either, ("prefecture", "region")
        if prefecture or county:
            return self.region_of(row, prefecture, county, names)
        if stored is not None:
            return self.context.regions.by_id(stored["region_id"])
        if code and (region := self.context.regions.by_code(code[2:8])):
            message = f"没有填写地区，按信用代码中的登记地归入{region.name}，请核对。"
            row.notes.append(self.sheet.note(WARNING, "county", index, message))
            return region
        row.notes.append(
            self.sheet.note(ERROR, "county", index, "新企业必须写明所在地区，请补上“市（州）、县（市、区）”。")
        )
        return None

    def _in_scope(self, row: RowPlan, ref: EnterpriseRef, stored: dict | None) -> bool:
        """Refuse rows whose place, now or hitherto, is beyond what the person importing looks after."""
        hitherto = self.context.regions.by_id(stored["region_id"]) if stored else ref.region
        for region in (ref.region, hitherto):
            if not self.context.reaches(region):
                message = f"{region.name}不在您的管理范围内，不能导入该企业。"
                row.notes.append(self.sheet.note(ERROR, "county", row.index, message))
                return False
        return True

    def _plan_contact(self, row: RowPlan, ref: EnterpriseRef) -> None:
        index = row.index
        name, title, phone = (cells[index] or "" for cells in self._contact_cells)
        if not name and not phone:
            return
        before = self._contacts.get(ref.id) if ref.id else None
        if before is None:
            ref.contact = (name or "企业联系人", title, phone)
            row.changes["企业联系人"] = ["", f"{name} {phone}".strip()]
            return
        pk, *present = before
        wanted = tuple(new or old for new, old in zip((name, title, phone), present, strict=True))
        if wanted != tuple(present):
            ref.contact, ref.contact_before = wanted, (pk, *present)
            row.changes["企业联系人"] = [f"{present[0]} {present[2]}".strip(), f"{wanted[0]} {wanted[2]}".strip()]

    # --- writing -------------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan], recorder) -> None:
        rows = [plan for plan in plans if plan.writes]
        self.links.write_people(recorder, rows)
        new = [plan for plan in rows if plan.payload.before is None]
        numbers = [plan.number for plan in new]
        ids = recorder.create(Enterprise, fields.COLUMNS, [fields.row_of(p.payload.values) for p in new], numbers)
        for plan, pk in zip(new, ids, strict=True):
            plan.payload.id = pk
        for plan in rows:
            if plan.payload.same_as is not None:
                plan.payload.id = plan.payload.same_as.id
        self._write_changed(recorder, [p for p in rows if p.payload.before])
        self._write_contacts(recorder, rows)
        self._write_aliases(recorder, rows)
        self.links.write(recorder, rows)

    @staticmethod
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

    def _write_aliases(self, recorder, plans: list[RowPlan]) -> None:
        """Keep former names, so that older papers still find the enterprise; those on record stay as they are."""
        renamed = [plan for plan in plans if plan.payload.aliases]
        if not renamed:
            return
        ids = among_ids({plan.payload.id for plan in renamed})
        known = set(EnterpriseAlias.objects.filter(enterprise__in=ids).values_list("enterprise_id", "key"))
        eve = self.context.effective_on - dt.timedelta(days=1)
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

    @staticmethod
    def _write_contacts(recorder, plans: list[RowPlan]) -> None:
        columns = ("name", "title", "phone")
        fresh = [p for p in plans if p.payload.contact and p.payload.contact_before is None]
        rows = [(p.payload.id, *p.payload.contact, True) for p in fresh]
        recorder.create(EnterpriseContact, ("enterprise_id", *columns, "is_primary"), rows, [p.number for p in fresh])
        moved = [p for p in plans if p.payload.contact_before is not None]
        recorder.change(
            EnterpriseContact,
            columns,
            [(p.payload.contact_before[0], *p.payload.contact) for p in moved],
            [p.payload.contact_before[1:] for p in moved],
            [p.number for p in moved],
        )

"""联系企业台账: enterprises with their contact, their leader at one level, and that leader's officer."""

from collections.abc import Callable, Iterable

from liaison.directory.models import Region
from liaison.enterprises.models import EnterpriseContact
from liaison.ledgers.models import Kind
from liaison.ledgers.writing import among_ids

from . import enterprise_fields as fields
from . import enterprise_writing
from .addresses import Addresses
from .base import ERROR, WARNING, Context, Outcome, Planner, RowPlan, Sheet, match_key
from .enterprise_identity import EnterpriseRef, Identity, Seen, signs
from .enterprise_links import EnterpriseLinks
from .enterprise_values import ValueTaker
from .people import People

_REGION_FIELDS = ("prefecture", "county")
_DESCRIBING = (*_REGION_FIELDS, "region", "contact", "contact_title", "phone", *fields.SIMPLE)


class EnterprisesPlanner(Planner):
    """See :class:`Planner`. A part costs a query each for enterprises, names, contacts, links and pending links."""

    kind = Kind.ENTERPRISES

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.people = People(context)
        self.links = EnterpriseLinks(context, self.people)
        self.identity = Identity(context)
        self.addresses = Addresses(context.regions)
        self._in_hand: list[EnterpriseRef] = []

    # --- planning ------------------------------------------------------------------------------

    def let_go(self) -> None:
        for ref in self._in_hand:
            ref.release()
        self._in_hand.clear()

    def survey(self, sheets: Callable[[], Iterable[Sheet]]) -> None:
        self.links.survey(sheets)

    def load(self) -> None:
        sheet = self.sheet
        self.values = ValueTaker(self.context, sheet)
        self._names, self._codes = sheet.column("name"), sheet.column("uscc")
        self._places_named = [sheet.column(name) for name in (*_REGION_FIELDS, "region")]
        self._said = list(zip(*(sheet.column(name) for name in _DESCRIBING), strict=True))
        self._former_names = sheet.column("former_name")
        self._contact_cells = [sheet.column(name) for name in ("contact", "contact_title", "phone")]
        names = self.identity.take_up(sheet)
        self._contacts = {
            enterprise_id: contact
            for enterprise_id, *contact in EnterpriseContact.objects.filter(
                enterprise__in=among_ids(self.identity.by_id), is_primary=True
            ).values_list("enterprise_id", "id", "name", "title", "phone")
        }
        self.links.load(sheet, self.identity.by_id, names)

    def plan_row(self, index: int) -> RowPlan:
        row = self.row(index)
        name = self._names[index]
        code = self._codes[index] or ""
        row.label = name or ""
        if not name:
            row.outcome = Outcome.ERROR if row.has(ERROR) else Outcome.SKIPPED
            return row
        if (first := self.identity.seen_before(row, name, code)) is not None:
            return self._plan_further_level(row, first, name)
        self.identity.now.said = self._said[index]
        if (ref := self._as_on_record(row, name, code)) is None:
            return self._plan_enterprise(row, name, code)
        row.payload = row.target = ref
        return self._plan_links(row, ref, is_new=False)

    def _as_on_record(self, row: RowPlan, name: str, code: str) -> EnterpriseRef | None:
        """Return the enterprise if the row says of it, links apart, just what is on record: most rows, most days."""
        index, stored = row.index, self.identity.beyond_doubt(name, code)
        if stored is None or row.notes or self._former_names[index]:
            return None
        region = self._settled_region(index)
        if region is None or region.id != stored["region_id"] or not self.values.repeats(index, stored):
            return None
        said = [cells[index] for cells in self._contact_cells]
        known = self._contacts.get(stored["id"])
        if (said[0] or said[2]) and (known is None or any(s and s != k for s, k in zip(said, known[1:], strict=True))):
            return None
        return EnterpriseRef(stored["name"], stored, stored, stored["id"], stored["version"], region)

    def _settled_region(self, index: int) -> Region | None:
        """Return the region that the row's cells were found to name in an earlier row, if within reach."""
        prefecture, county, either = (cells[index] for cells in self._places_named)
        region = self._places.get((prefecture, county or either, None))
        return region if region is not None and self.context.reaches(region) else None

    def _plan_enterprise(self, row: RowPlan, name: str, code: str) -> RowPlan:
        stored, settled = self.identity.find(row, name, code)
        if not settled:
            row.outcome = Outcome.ERROR if row.has(ERROR) else Outcome.SKIPPED
            return row
        if stored is not None and (first := self.identity.same_record(row, stored, name)) is not None:
            return row if row.outcome == Outcome.SKIPPED else self._plan_further_level(row, first, name)
        # The code of a record that was merged into this one is not this one's code.
        ref = self._reference(row, name, "" if stored and self.identity.was_merged(name) else code, stored)
        if ref is None and not row.has(ERROR):
            row.outcome = Outcome.SKIPPED
            return row
        if ref is None or not self._in_scope(row, ref, stored):
            return self.classify(row, is_new=stored is None)
        row.payload = row.target = ref
        self._plan_contact(row, ref)
        return self._plan_links(row, ref, is_new=stored is None)

    def _plan_links(self, row: RowPlan, ref: EnterpriseRef, *, is_new: bool) -> RowPlan:
        self.links.plan_row(row, ref)
        self.classify(row, is_new=is_new)
        if not row.has(ERROR):
            self.identity.now.ref, self.identity.now.is_new = ref, is_new
            self._in_hand.append(ref)
        return row

    def _plan_further_level(self, row: RowPlan, first: Seen, name: str) -> RowPlan:
        """Plan another leader, at another level, of an enterprise that an earlier row has described."""
        if first.ref is None and not row.has(ERROR):
            message = f"第 {first.number} 行（同一企业）没有通过检查，请先改正那一行。"
            row.notes.append(self.sheet.note(ERROR, "name", row.index, message))
        if row.has(ERROR):
            return self.classify(row, is_new=True)
        first.levels |= self.identity.levels(row)
        self._tell_unlike(row, first)
        ref = row.payload = row.target = EnterpriseRef(
            name, {}, {}, first.ref.id, region=first.ref.region, same_as=first.ref
        )
        self.links.plan_row(row, ref)
        return self.classify(row, is_new=first.is_new)

    def _tell_unlike(self, row: RowPlan, first: Seen) -> None:
        """Tell what a further row says otherwise of the enterprise than the first, which is the one that is written."""
        said_now = self._said[row.index]
        for name, said, mine, other in zip(_DESCRIBING, said_now, signs(said_now), signs(first.said), strict=True):
            if mine != other and said not in (None, ""):
                message = f"与第 {first.number} 行（同一企业）这一栏不同，以第 {first.number} 行为准，请核对。"
                row.notes.append(self.sheet.note(WARNING, name, row.index, message))

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
        self._tell_other_place(row, region)
        former = self._former_names[row.index]
        if former and not self._known_alias(ref, former):
            ref.aliases.append(former)
        if stored is not None:
            row.changes = self.values.differences(stored, values)
            if ref.aliases:
                row.changes["曾用名"] = ["", "、".join(ref.aliases)]
        return ref

    def _tell_other_place(self, row: RowPlan, region: Region) -> None:
        address = self.sheet.column("address")[row.index]
        if address and (place := self.addresses.contradicts(address, region)):
            message = f"地址写的是{place}，所属地区填的是{region.name}，两者不同，请核对。"
            row.notes.append(self.sheet.note(WARNING, "address", row.index, message))

    def _take_name(self, row: RowPlan, ref: EnterpriseRef, name: str, stored: dict) -> None:
        if match_key(name) in (stored["name_key"], stored["uscc"]) or ref.values["name"] == name:
            return
        if any(stored is other for other in self.identity.named(name)):
            return  # written under a former or short name: the name on record stays
        ref.values["name"] = name
        ref.aliases.append(stored["name"])
        message = f"该代码在系统中登记的名称是“{stored['name']}”，确认后改为“{name}”，原名称记为曾用名。"
        row.notes.append(self.sheet.note(WARNING, "name", row.index, message))

    def _known_alias(self, ref: EnterpriseRef, former: str) -> bool:
        return any(stored["id"] == ref.id for stored in self.identity.named(former))

    def _region(self, row: RowPlan, stored: dict | None, code: str) -> Region | None:
        index = row.index
        prefecture, county, either = (cells[index] for cells in self._places_named)
        names = _REGION_FIELDS
        if not prefecture and not county:
            county, names = either, ("prefecture", "region")
        if prefecture or county:
            found = self.region_of(row, prefecture, county, names)
            known = self.context.regions.by_id(stored["region_id"]) if stored and not county else None
            # A sheet that names the prefecture only does not take an enterprise out of its county.
            return known if found and known and self.context.regions.lies_in(known, found) else found
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
        enterprise_writing.write(recorder, rows, effective_on=self.context.effective_on)
        self.links.write(recorder, rows)

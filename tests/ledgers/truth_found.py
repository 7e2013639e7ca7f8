"""What the database says of one row of a ledger, beside what the row says: (field, as written, as found).

Each function takes the stored row, its truth, and the world the ledger came into.
"""

from collections.abc import Iterator

from django.db import models

from liaison.assignments.models import Assignment, PendingLink
from liaison.cases.models import Case, Rating
from liaison.directory.models import Leader, Level, Tenure
from liaison.enterprises.models import Enterprise, EnterpriseContact
from liaison.ledgers.models import ImportEffect, ImportRow
from liaison.sheets.types import DateSpan
from liaison.visits.models import Visit

from .generator import TODAY
from .truth_world import PREFECTURE_OF, World

Findings = Iterator[tuple[str, object, object]]


def _written(row: ImportRow, model: type[models.Model]) -> list[int]:
    """Return the keys of the records of ``model`` that the row speaks of.

    A row of a confirmed preview was stored before its record was: the record is found by what the row wrote.
    """
    if row.target_id:
        return [row.target_id]
    effects = ImportEffect.objects.filter(batch=row.batch_id, model=model._meta.label_lower)
    return list(effects.filter(number=row.number).order_by("id").values_list("object_id", flat=True))


def enterprise(row: ImportRow, truth: dict, world: World) -> Findings:
    which = {"pk__in": keys} if (keys := _written(row, Enterprise)) else {"name": truth["name"]}
    found = Enterprise.objects.select_related("region__prefecture").get(**which)
    before = world.enterprises.get(truth["name"])
    region = found.region
    yield "name", truth["name"], found.name
    if "county" in truth:
        yield "county", truth["county"], region.name
    if "prefecture" in truth:
        yield "prefecture", truth["prefecture"], region.prefecture.name if region.prefecture else ""
        if before and "county" not in truth and before.region.prefecture.name == truth["prefecture"]:
            yield "prefecture", before.region.name, region.name  # what is known more exactly stays
    columns = {
        "uscc": found.uscc,
        "industry": found.industry_section,
        "size": found.size,
        "above_scale": found.is_above_scale,
        "srdi": found.srdi_level,
        "output": found.annual_output,
        "employees": found.employees,
        "legal_rep": found.legal_representative,
        "address": found.address,
    }
    kept = {"above_scale": before.is_above_scale} if before else {}  # a blank cell leaves what is on record
    for field, value in columns.items():
        if field in truth:
            yield field, kept.get(field) if truth[field] is None else truth[field], value
    contact = EnterpriseContact.objects.filter(enterprise=found, is_primary=True).first()
    yield "contact", truth["contact"], contact.name if contact else ""
    if "phone" in truth:
        yield "phone", truth["phone"], contact.phone if contact else ""
    yield from _serving(found, truth, world)
    yield "", truth.get(""), found.extra.get("党组织情况")


def _serving(enterprise: Enterprise, truth: dict, world: World) -> Findings:
    """Compare the leader at the row's level (where it names none, the leader of that name) and the officer."""
    links = list(
        Assignment.objects.open()
        .filter(enterprise=enterprise)
        .select_related("leader__region", "officer")
        .order_by("id")
    )
    name = truth["leader"][0]
    if "leader_level" in truth:
        link = next((link for link in links if link.level == truth["leader_level"]), None)
    else:
        link = next((link for link in links if link.leader.name == name), None)
    yield "leader", truth["leader"], [link.leader.name] if link else []
    if link is None:
        return
    place = enterprise.region
    office = {Level.PROVINCE: world.reference.province, Level.PREFECTURE: place.prefecture, Level.COUNTY: place}
    if "leader_level" in truth:
        yield "leader_level", (truth["leader_level"], office[link.level]), (link.leader.level, link.leader.region)
    if "leader_post" in truth:
        yield "leader_post", truth["leader_post"], _post(link.leader)
    officer = link.officer
    yield "officer", truth["officer"], [officer.name] if officer else []
    if "officer_phone" in truth:
        yield "officer_phone", truth["officer_phone"], officer.phone if officer else ""


def _post(leader: Leader) -> str:
    """Return the one post the leader holds; two at once would show as both."""
    return "、".join(Tenure.objects.on(TODAY).filter(leader=leader).values_list("title", flat=True))


def leader(row: ImportRow, truth: dict, world: World) -> Findings:
    places = [*truth.get("region", ()), *truth.get("county", ())]
    level = truth.get("leader_level")
    home = places[-1] if places and level else ""
    if home and level != Level.COUNTY:
        home = world.reference.province.name if level == Level.PROVINCE else PREFECTURE_OF.get(home, home)
    which = {"name": truth["leader"][0], **({"level": level} if level else {})}
    which |= {"region__name": home} if home else {}
    which = {"pk__in": keys} if (keys := _written(row, Leader)) else which
    found = Leader.objects.select_related("region").filter(**which).order_by("id").last()
    yield "leader", truth["leader"], [found.name] if found else []
    if found is None:
        return
    if "leader_post" in truth:
        yield "leader_post", truth["leader_post"], _post(found)
    if level:
        yield "leader_level", (level, home or found.region.name), (found.level, found.region.name)
    links = [
        *Assignment.objects.open().filter(leader=found).select_related("region", "enterprise", "officer"),
        *PendingLink.objects.filter(leader=found).select_related("officer"),
    ]
    by_name = {_target(link): link for link in links}
    for field in ("region", "county", "enterprises"):
        if field in truth:
            yield field, truth[field], [name for name in truth[field] if name in by_name]
    mine = [by_name[name] for name in (*places, *truth["enterprises"]) if name in by_name]
    for link in mine:
        officer = link.officer
        if "officer_contact" in truth:
            yield "officer_contact", truth["officer_contact"], (officer.name, officer.phone) if officer else None
        if places:
            lead = world.reference.unit(truth["lead_org"][0], places[0])
            yield "lead_org", lead.pk, link.lead_unit_id
            named = {world.reference.unit(text, places[0]).pk for text in truth.get("support_org", ())} - {lead.pk}
            if named:  # a blank cell leaves what another row or an older sheet said
                yield "support_org", named, set(link.support_units.values_list("pk", flat=True)) - {lead.pk}


def _target(link: Assignment | PendingLink) -> str:
    return link.enterprise_name if isinstance(link, PendingLink) else link.target.name


def visit(row: ImportRow, truth: dict, world: World) -> Findings:
    effects = ImportEffect.objects.filter(batch=row.batch_id, number=row.number, model="visits.visit")
    keys = list(effects.values_list("object_id", flat=True)) or [row.target_id]
    visits = list(Visit.objects.filter(pk__in=keys).select_related("enterprise", "leader").order_by("id"))
    yield "enterprises", truth["enterprises"], [visit.enterprise.name for visit in visits]
    for found in visits:
        yield "date", truth["date"], DateSpan(found.held_on, found.held_until, found.precision)
        yield "leader", truth["leader"], [found.leader.name] if found.leader else []
        companions = [*([] if found.leader else truth["leader"]), *truth.get("companions", ())]
        yield "companions", "、".join(companions), found.companions
        for field, value in (
            ("method", found.method),
            ("condition", found.condition),
            ("resolved", found.resolved_on_spot),
        ):
            if field in truth:
                yield field, truth[field], value
        if "problems" in truth:
            texts = list(found.problems.order_by("order").values_list("text", flat=True))
            yield "problems", (truth["problems"], not truth["problems"]), (texts, found.no_issue)
        yield "", truth.get(""), found.extra.get("党组织情况")


def case(row: ImportRow, truth: dict, world: World) -> Findings:
    found = Case.objects.select_related("enterprise__region", "category").get(pk__in=_written(row, Case))
    closed = truth.get("closed_on")
    columns = {
        "enterprise": found.enterprise.name,
        "region": found.enterprise.region.name,
        "reported_on": DateSpan(found.raised_on, found.raised_on),
        "source": found.source,
        "category": found.category.name,
        "content": found.content,
        "assigned_on": found.assigned_on and DateSpan(found.assigned_on, found.assigned_on),
        "due_on": found.due_on and DateSpan(found.due_on, found.due_on),
        "progress": found.answer,
        "status": (found.state, found.result),
        "closed_on": found.closed_on and DateSpan(found.closed_on, found.closed_on),
        "rating": Rating.objects.filter(case=found).order_by("id").values_list("level", flat=True).last(),
    }
    for field, value in columns.items():
        if field in truth:
            yield field, truth[field], value
    if closed is None and "status" not in truth:
        yield "closed_on", None, found.closed_on
    place = found.enterprise.region.name
    before = world.leads.get(found.pk)  # a blank cell leaves what is on record
    lead = world.reference.unit(truth["lead_org"][0], place).pk if truth["lead_org"][0] else before
    yield "lead_org", lead, found.lead_unit_id
    parts = found.handlings.current().exclude(role="lead").values_list("unit_id", flat=True)
    named = {world.reference.unit(text, place).pk for text in truth.get("support_org", ())} - {lead, found.lead_unit_id}
    if named or found.pk not in world.leads:
        yield "support_org", named, set(parts) - {lead}
    yield "", truth.get(""), found.extra.get("党组织情况")


FOUND = {"enterprises": enterprise, "leaders": leader, "visits": visit, "cases": case}

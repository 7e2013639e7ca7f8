"""Rows of each ledger, streamed from the database in the order of its layout's columns (序号 is added later).

Every generator reads its records in blocks and what hangs on them once a block: memory stays flat and the number
of statements grows by blocks, not by rows. All four take ``user`` (None: sees everything), ``queryset`` (None: all
records), ``today`` (which assignments and posts are in force) and ``progress`` (hears how many records are done).
"""

import datetime as dt
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from liaison.assignments.models import Assignment, PendingLink
from liaison.cases.models import Case, Handling, Rating
from liaison.core.dated import earliest_first
from liaison.directory.models import Leader, Level, Region, Tenure, Unit, User
from liaison.enterprises.choices import IndustrySection, Size, SrdiLevel
from liaison.enterprises.models import Enterprise, EnterpriseContact
from liaison.ledgers.kinds.case_words import word_of
from liaison.ledgers.models import Kind
from liaison.ledgers.writing import among_ids
from liaison.visits.models import Method, Precision, Problem, Visit

BLOCK = 250
Progress = Callable[[int], None]
_LEVELS = dict(Level.choices)
_INDUSTRIES, _SIZES, _SRDI = dict(IndustrySection.choices), dict(Size.choices), dict(SrdiLevel.choices)
_METHODS = dict(Method.choices)
_RATINGS = dict(Rating._meta.get_field("level").flatchoices)
_XUN = {1: "上旬", 11: "中旬", 21: "下旬"}


def _scoped(model, user: User | None, queryset):
    rows = model.objects.all() if queryset is None else queryset
    return rows if user is None else rows.visible_to(user)


def _blocks(rows: QuerySet, columns: tuple[str, ...], progress: Progress) -> Iterator[list[tuple]]:
    """Yield ``columns`` (``id`` first) of ``rows`` in blocks, in the order of ``rows``.

    The order is taken down first, eight bytes a record; then each block is a short statement of its own, so no cursor
    stays open for as long as a large ledger takes. A record deleted meanwhile is left out.
    """
    keys = array("q", rows.values_list("pk", flat=True).iterator(BLOCK))
    done = 0
    for first in range(0, len(keys), BLOCK):
        block = keys[first : first + BLOCK]
        records = rows.model.objects.filter(pk__in=among_ids(block)).order_by().values_list(*columns)
        found = {record[0]: record for record in records}
        yield [found[key] for key in block if key in found]
        done += len(found)
        progress(done)


def _regions() -> dict[int, tuple[str, str]]:
    """Return region id → (prefecture, county) as the two columns show them."""
    places = {}
    for region in Region.objects.select_related("prefecture"):
        prefecture = region.prefecture.name if region.prefecture else ""
        if region.prefecture_id == region.pk or region.level == Level.PROVINCE:
            places[region.pk] = (region.name, "")
        else:
            places[region.pk] = (prefecture, region.name)
    return places


def _posts(today: dt.date) -> dict[int, str]:
    held = Tenure.objects.on(today).order_by(earliest_first("start_on"), "id")
    return dict(held.values_list("leader_id", "title"))


def enterprise_rows(*, user: User | None, queryset, today: dt.date, progress: Progress) -> Iterator[tuple]:
    """One row for each enterprise and level at which it has a leader; one without a leader otherwise."""
    places, posts = _regions(), _posts(today)
    columns = (
        "id", "region_id", "name", "uscc", "industry_section", "products", "size", "is_above_scale", "srdi_level",
        "annual_output", "employees", "legal_representative", "address", "note",
    )  # fmt: skip
    rows = _scoped(Enterprise, user, queryset).order_by("id")
    for block in _blocks(rows, columns, progress):
        ids = among_ids([row[0] for row in block])
        links = _links_of(ids, today)
        primary = EnterpriseContact.objects.filter(enterprise__in=ids, is_primary=True)
        contacts = {pk: reached for pk, *reached in primary.values_list("enterprise_id", "name", "phone")}
        for (
            pk,
            region_id,
            name,
            uscc,
            industry,
            products,
            size,
            above,
            srdi,
            output,
            staff,
            legal,
            place,
            note,
        ) in block:
            for leader_id, leader, level, officer, phone in links.get(pk, [(None, "", "", "", "")]):
                yield (
                    *places[region_id], name, uscc, _INDUSTRIES.get(industry, ""), products, _SIZES.get(size, ""),
                    {True: "是", False: "否"}.get(above, ""), _SRDI.get(srdi, ""), output, staff, legal,
                    *contacts.get(pk, ("", "")), place, leader, posts.get(leader_id, ""), _LEVELS.get(level, ""),
                    officer, phone, note,
                )  # fmt: skip


def _links_of(enterprise_ids: RawSQL, today: dt.date) -> dict[int, list[list]]:
    links = defaultdict(list)
    rows = Assignment.objects.on(today).filter(enterprise__in=enterprise_ids).order_by("enterprise_id", "id")
    columns = ("enterprise_id", "leader_id", "leader__name", "level", "officer__name", "officer__phone")
    for enterprise_id, *link in rows.values_list(*columns):
        links[enterprise_id].append(link)
    return links


def leader_rows(*, user: User | None, queryset, today: dt.date, progress: Progress) -> Iterator[tuple]:
    """One row for each leader, or one for each set of officer and units where they differ among the leader's links."""
    posts = _posts(today)
    units = dict(Unit.objects.values_list("id", "name"))
    rows = _scoped(Leader, user, queryset).in_protocol_order()
    visible = None if user is None else Enterprise.objects.visible_to(user)
    for block in _blocks(rows, ("id", "name", "level"), progress):
        groups = _portfolios(among_ids([row[0] for row in block]), visible, today)
        for pk, name, level in block:
            for (officer, phone, lead, support), (regions, enterprises) in (groups.get(pk) or {}).items() or [
                (("", "", None, ()), ([], []))
            ]:
                contact = f"{officer or ''} {phone or ''}".strip()
                yield (
                    name, posts.get(pk, ""), _LEVELS[level], "、".join(regions), "\n".join(enterprises),
                    units.get(lead, ""), "、".join(units[unit] for unit in support), contact,
                )  # fmt: skip


def _portfolios(leader_ids: RawSQL, visible, today: dt.date) -> dict[int, dict[tuple, tuple[list, list]]]:
    """Return leader → (officer, phone, lead unit, support units) → (regions, enterprises), promised ones included."""
    found: dict[int, dict[tuple, tuple[list, list]]] = defaultdict(dict)
    links = Assignment.objects.on(today).filter(leader__in=leader_ids).order_by("leader_id", "id")
    if visible is not None:
        links = links.exclude(enterprise__isnull=False) | links.filter(enterprise__in=visible)
    pending = PendingLink.objects.filter(leader__in=leader_ids).order_by("leader_id", "id")
    common = ("id", "leader_id", "officer__name", "officer__phone", "lead_unit_id")
    for rows, target in (
        (links.values_list(*common, "region__name", "enterprise__name"), Assignment.support_units.through),
        (pending.values_list(*common, "leader__note", "enterprise_name"), PendingLink.support_units.through),
    ):
        rows = list(rows)
        owner = "assignment" if target is Assignment.support_units.through else "pendinglink"
        support = defaultdict(list)
        keys = among_ids([row[0] for row in rows])
        for pk, unit in (
            target.objects.filter(**{f"{owner}__in": keys}).order_by("id").values_list(f"{owner}_id", "unit_id")
        ):
            support[pk].append(unit)
        for pk, leader_id, officer, phone, lead, region, enterprise in rows:
            group = found[leader_id].setdefault((officer, phone, lead, tuple(sorted(support[pk]))), ([], []))
            if enterprise:
                group[1].append(enterprise)
            elif region:
                group[0].append(region)
    return found


def visit_rows(*, user: User | None, queryset, today: dt.date, progress: Progress) -> Iterator[tuple]:
    columns = (
        "id", "held_on", "held_until", "precision", "leader__name", "companions", "enterprise__name", "method",
        "condition", "no_issue", "resolved_on_spot", "next_steps", "note",
    )  # fmt: skip
    rows = _scoped(Visit, user, queryset).order_by("held_on", "id")
    for block in _blocks(rows, columns, progress):
        problems = defaultdict(list)
        ids = among_ids([row[0] for row in block])
        found = Problem.objects.filter(visit__in=ids).order_by("visit_id", "order", "id")
        for visit_id, text in found.values_list("visit_id", "text"):
            problems[visit_id].append(text)
        for (
            pk,
            first,
            last,
            precision,
            leader,
            with_,
            enterprise,
            method,
            condition,
            none,
            solved,
            steps,
            note,
        ) in block:
            yield (
                _day(first, last, precision), leader, with_, enterprise, _METHODS.get(method, ""), condition,
                _problems(problems.get(pk), none), solved, steps, note,
            )  # fmt: skip


def _day(first, last, precision: str):
    """Return a day as a date, and what is known less exactly in the words offices use."""
    if precision == Precision.MONTH:
        return f"{first.year}年{first.month}月"
    if precision == Precision.XUN:
        return f"{first.year}年{first.month}月{_XUN.get(first.day, '')}"
    if precision == Precision.YEAR:
        return f"{first.year}年"
    if first != last:
        return f"{first:%Y-%m-%d}至{last:%Y-%m-%d}"
    return first


def _problems(texts: list[str] | None, none_declared: bool) -> str:
    if not texts:
        return "无" if none_declared else ""
    if len(texts) == 1:
        return texts[0]
    return "；".join(f"{order}.{text}" for order, text in enumerate(texts, start=1))


def case_rows(*, user: User | None, queryset, today: dt.date, progress: Progress) -> Iterator[tuple]:
    sources = dict(Case._meta.get_field("source").flatchoices)
    columns = (
        "id", "enterprise__name", "enterprise__region__name", "raised_on", "source", "category__name", "content",
        "lead_unit__name", "assigned_on", "due_on", "answer", "state", "result", "closed_on",
    )  # fmt: skip
    rows = _scoped(Case, user, queryset).order_by("id")
    for block in _blocks(rows, columns, progress):
        ids = among_ids([row[0] for row in block])
        ratings = dict(Rating.objects.filter(case__in=ids).order_by("id").values_list("case_id", "level"))
        support = defaultdict(list)
        parts = Handling.objects.filter(case__in=ids).exclude(role="lead").order_by("id")
        for case_id, unit in parts.values_list("case_id", "unit__name"):
            support[case_id].append(unit)
        for (
            pk,
            name,
            region,
            day,
            source,
            category,
            content,
            lead,
            assigned,
            due,
            answer,
            state,
            result,
            closed,
        ) in block:
            yield (
                name, region, day, sources.get(source, ""), category, content, lead, "、".join(support[pk]), assigned,
                due, answer, word_of(state, result), closed, _RATINGS.get(ratings.get(pk), ""), "",
            )  # fmt: skip


# kind → whose records its rows speak of
RECORDS = {Kind.LEADERS: Leader, Kind.ENTERPRISES: Enterprise, Kind.VISITS: Visit, Kind.CASES: Case}
ROWS: dict[str, Callable[..., Iterator[tuple]]] = {
    Kind.LEADERS: leader_rows,
    Kind.ENTERPRISES: enterprise_rows,
    Kind.VISITS: visit_rows,
    Kind.CASES: case_rows,
}

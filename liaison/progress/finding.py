"""One search for everything: what someone typed, among all records that this person may see."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from liaison.cases.models import Case, CaseDocument, numbers_in
from liaison.core import clock
from liaison.core.search import likeliest
from liaison.core.text import search_key
from liaison.directory.models import Leader, User
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit

FEW, MANY = 5, 50
LONGEST = 200


@dataclass(frozen=True)
class Hit:
    """One record: ``note`` tells it from its namesakes."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Kind:
    """One kind of record: which rows a person may find, how a row is shown, on which list the others stand.

    ``rows(user)`` and ``hit(row)`` need no SQL beyond the one statement; ``listed`` is the URL name of the list,
    empty where there is none.
    """

    key: str
    title: str
    icon: str
    permission: str
    rows: Callable[[Model], QuerySet]
    hit: Callable[[Model], Hit]
    listed: str = ""


@dataclass(frozen=True)
class Group:
    kind: Kind
    hits: list[Hit]
    more: str
    """The address of all others, empty where these are all."""


def find(user, text: str, *, only: str = "") -> list[Group]:
    """Return what ``user`` may see of what ``text`` means, by kind, kinds without any left out.

    One statement a kind, and two short ones where words may be common. Five of each with the way to the others; of
    the kind ``only``, up to fifty.
    """
    text = text.strip()[:LONGEST]
    if not search_key(text):
        return []
    kinds = [kind for kind in KINDS if user.has_perm(kind.permission) and only in ("", kind.key)]
    if numbers_in(search_key(text)):
        kinds.sort(key=lambda kind: kind.key not in ("cases", "letters"))
    groups = [_group(kind, user, text, MANY if only else FEW) for kind in kinds]
    return [group for group in groups if group.hits]


def _group(kind: Kind, user, text: str, shown: int) -> Group:
    rows = list(likeliest(kind.rows(user), text)[: shown + 1])
    return Group(kind, [kind.hit(row) for row in rows[:shown]], _more(kind, text) if len(rows) > shown else "")


def _more(kind: Kind, text: str) -> str:
    if kind.listed:
        return f"{reverse(kind.listed)}?{urlencode({'q': text})}"
    return f"{reverse('search')}?{urlencode({'q': text, 'only': kind.key})}"


def _enterprise(row: Enterprise) -> Hit:
    tail = f"代码尾号 {row.uscc[-6:]}" if row.uscc else "没有登记代码"
    return Hit(row.name, f"{row.place} · {tail}", reverse("admin:enterprises_enterprise_page", args=[row.pk]))


def _case(row: Case) -> Hit:
    note = f"{row.number} · {row.enterprise} · {row.get_state_display()}"
    return Hit(row.title, note, reverse("admin:cases_case_page", args=[row.pk]))


def _visit(row: Visit) -> Hit:
    who = row.leader or row.logged_by
    note = " · ".join(str(part) for part in (row.day_text, row.get_method_display(), who) if part)
    return Hit(str(row.enterprise), note, reverse("admin:visits_visit_change", args=[row.pk]))


def _leader(row: Leader) -> Hit:
    place = row.region.short_name or row.region.name
    return Hit(row.name, f"{place} · {row.post or '职务未登记'}", reverse("admin:assignments_leader", args=[row.pk]))


def _user(row: User) -> Hit:
    parts = (row.get_role_display(), row.unit or row.region, row.phone)
    note = " · ".join(str(part) for part in parts if part)
    return Hit(str(row), note, reverse("admin:directory_user_change", args=[row.pk]))


def _letter(row: CaseDocument) -> Hit:
    note = f"{row.case.number} · {row.case.title} · {localtime(row.at):%Y-%m-%d}"
    title = f"{row.get_kind_display()} {row.doc_no}" if row.doc_no else row.name
    return Hit(title, note, reverse("admin:cases_case_page", args=[row.case_id]))


KINDS = (
    Kind(
        "enterprises", "企业", "factory", "enterprises.view_enterprise",
        lambda user: Enterprise.objects.visible_to(user).select_related("region__prefecture").defer("search"),
        _enterprise, "admin:enterprises_enterprise_changelist",
    ),
    Kind(
        "cases", "诉求", "forum", "cases.view_case",
        lambda user: Case.objects.visible_to(user).select_related("enterprise").defer("search", "content", "answer"),
        _case, "admin:cases_case_changelist",
    ),
    Kind(
        "visits", "走访记录", "handshake", "visits.view_visit",
        lambda user: Visit.objects.visible_to(user).select_related("enterprise", "leader", "logged_by").defer("search"),
        _visit, "admin:visits_visit_changelist",
    ),
    Kind(
        "leaders", "领导", "person_book", "assignments.view_assignment",
        lambda user: Leader.objects.visible_to(user).select_related("region").with_post(clock.today()),
        _leader, "admin:directory_leader_changelist",
    ),
    Kind(
        "users", "工作人员", "badge", "directory.view_user",
        lambda user: User.objects.visible_to(user).select_related("unit", "region"),
        _user, "admin:directory_user_changelist",
    ),
    Kind(
        "letters", "公文", "description", "cases.view_case",
        lambda user: CaseDocument.objects.visible_to(user).select_related("case").order_by("-pk"), _letter,
    ),
)  # fmt: skip

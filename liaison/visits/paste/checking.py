"""Which enterprise each pasted row means, and whether it may become a visit."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from liaison.core.errors import Refused
from liaison.directory.models import Leader, User
from liaison.enterprises.holding import hold
from liaison.enterprises.matching import EnterpriseIndex
from liaison.enterprises.models import Enterprise
from liaison.visits.doubts import doubts_about_day, doubts_about_many
from liaison.visits.models import Visit
from liaison.visits.services import check_visit, log_visit

from .leaders import name_leaders, take_leaders
from .reading import MAX_ROWS, PastedRow, read_rows


@dataclass
class CheckedRow:
    """A pasted row with its enterprise, or with candidates to choose from."""

    row: PastedRow
    enterprise: Enterprise | None = None
    candidates: list[Enterprise] = field(default_factory=list)
    leader: Leader | None = None
    companions: str = ""
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check(
    text: str, *, user: User, today: dt.date, choices: Mapping[int, int] | None = None, led: bool = False
) -> list[CheckedRow]:
    """Read ``text`` and find each row's enterprise among those ``user`` may see.

    ``led`` says that rows without a column 走访领导 were led by the enterprise's own leader; else nobody is claimed.

    ``choices`` maps row numbers to the enterprise a person chose. A fixed number of statements at any length.
    Raises :class:`Refused` for nothing or too much.
    """
    rows = read_rows(text, today)
    if not rows:
        raise Refused("没有读到内容。请在 Excel 里选中几行复制，再粘贴到这里。")
    if len(rows) > MAX_ROWS:
        raise Refused(f"一次最多粘贴 {MAX_ROWS} 行，这里有 {len(rows)} 行，请分几次。")
    visible = Enterprise.objects.visible_to(user)
    index = EnterpriseIndex.load(visible)
    proposed = {row.number: _propose(index, row.name) for row in rows}
    chosen = choices or {}
    wanted = {pk for ids in proposed.values() for pk in ids} | set(chosen.values())
    known = visible.select_related("region").in_bulk(wanted)
    checked = [_checked(row, proposed[row.number], chosen.get(row.number), index, known, today) for row in rows]
    name_leaders(checked)
    if led:
        take_leaders(checked, officer=user)
    _mark_unusual(checked)
    _mark_known(checked)
    return checked


def save(checked: list[CheckedRow], *, by: User, batch: uuid.UUID, now: dt.datetime) -> list[Visit]:
    """Log every row, all or nothing; the same ``batch`` sent twice is one batch."""
    if any(row.errors for row in checked):
        raise Refused("还有行没有核对好，一行都没有保存。")
    with transaction.atomic():
        hold(each.enterprise.pk for each in checked)
        return [
            log_visit(
                by=by,
                enterprise=each.enterprise,
                held_on=each.row.held_on,
                method=each.row.method,
                leader=each.leader,
                companions=each.companions,
                content=each.row.content,
                problems=each.row.problems,
                no_issue=each.row.no_issue,
                extra=each.row.others,
                **each.row.texts,
                token=uuid.uuid5(batch, str(each.row.number)),
                now=now,
            )
            for each in checked
        ]


def _propose(index: EnterpriseIndex, name: str) -> list[int]:
    """Return ids, the certain one alone; several mean that a person must choose."""
    if not name:
        return []
    code = index.by_uscc(name)
    exact = [code] if code else index.by_name(name)
    return exact or [pk for pk, _, _ in index.near(name)]


def _checked(row, proposed, choice, index, known, today) -> CheckedRow:
    found = CheckedRow(row, companions=row.companions, errors=list(row.errors), notes=list(row.notes))
    certain = proposed if index.by_uscc(row.name) or index.by_name(row.name) else []
    if choice in known:
        found.enterprise = known[choice]
    elif len(certain) == 1:
        found.enterprise = known.get(certain[0])
    found.candidates = [known[pk] for pk in proposed if pk in known]
    if found.enterprise is None and row.name:
        found.errors.append("请选择是哪一家。" if found.candidates else "在您的联系范围内没有找到这家企业。")
    if row.others:
        found.notes.append(f"“{'”“'.join(row.others)}”不是走访记录的栏目，原文存入该记录的“其他栏目”。")
    if row.held_on:
        found.notes += doubts_about_day(row.held_on, today)
        try:
            check_visit(held_on=row.held_on, today=today, no_issue=row.no_issue, has_problems=bool(row.problems))
        except Refused as refusal:
            found.errors.append(refusal.message)
    return found


def _mark_unusual(checked: list[CheckedRow]) -> None:
    told = [each for each in checked if each.enterprise and each.row.held_on]
    visits = [Visit(enterprise=each.enterprise, leader=each.leader, held_on=each.row.held_on) for each in told]
    for each, said in zip(told, doubts_about_many(visits), strict=True):
        each.notes += said


def _mark_known(checked: list[CheckedRow]) -> None:
    """Say where the same enterprise was visited on the same day already: on record, or twice in the paste."""
    keys = [(each.enterprise.pk, each.row.held_on) for each in checked if each.enterprise and each.row.held_on]
    on_record = set(
        Visit.objects.filter(enterprise__in={pk for pk, _ in keys}, held_on__in={day for _, day in keys}).values_list(
            "enterprise", "held_on"
        )
    )
    for each in checked:
        key = (each.enterprise.pk, each.row.held_on) if each.enterprise else None
        if key in on_record:
            each.notes.append("系统中已有这家企业当天的走访，请确认不是重复。")
        elif key and keys.count(key) > 1:
            each.notes.append("粘贴的内容里这家企业当天出现不止一次。")

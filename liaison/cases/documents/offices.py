"""Who signs a letter: the office that writes it, with a telephone that answers."""

import datetime as dt

from django.db.models import Q

from liaison.core.errors import Refused
from liaison.directory.models import Role, Unit, UnitKind

from ..choices import DocumentKind
from ..models import Case

# What stands after the office's own 代字: each kind of letter is numbered by itself.
MARKS = {DocumentKind.ASSIGNMENT: "交", DocumentKind.SUPERVISION: "督", DocumentKind.ANSWER: "函"}
# Letters to the lead unit: it cannot write to itself.
_TO_THE_LEAD = (DocumentKind.ASSIGNMENT, DocumentKind.SUPERVISION)


def signing_office(case: Case, *, kind: str, by, today: dt.date) -> Unit:
    """Return the unit of the person, or the office of the region the person looks after.

    Raises :class:`Refused`, saying where to fill in what is missing: no office, no telephone, or nobody but the unit
    that the letter is addressed to.
    """
    label = DocumentKind(kind).label
    known = [office for office in (by.unit, _office_of_region(by, today)) if office is not None]
    if not known:
        raise Refused(
            f"不知道由哪个单位署名，{label}没有制发：请系统管理员在“用户”中填写您的单位，"
            "或在“单位”中登记本地区的协调办公室（督查人员为督查机构）。"
        )
    others = [office for office in known if kind not in _TO_THE_LEAD or office.pk != case.lead_unit_id]
    if not others:
        raise Refused(f"{label}发给{case.lead_unit}，不能由{case.lead_unit}自己署名，请由协调办公室制发。")
    office = others[0]
    if not office.phone.strip():
        raise Refused(
            f"{office}还没有登记电话，没有联系电话的{label}不能制发：请在“单位”中打开“{office}”，填写“电话”后再制发。"
        )
    return office


def mark_of(office: Unit, kind: str) -> str:
    """Return the 代字 of one kind of letter of ``office``: 吉民办交."""
    return f"{office.letter_mark.strip() or office.short_name}{MARKS[DocumentKind(kind)]}"


def _office_of_region(by, today: dt.date) -> Unit | None:
    """Return the only office of that kind in the person's region; among several nobody guesses."""
    if by.region_id is None:
        return None
    kind = UnitKind.SUPERVISION if by.role == Role.SUPERVISOR else UnitKind.COORDINATING_OFFICE
    current = Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today)
    found = list(Unit.objects.filter(*current, region=by.region_id, kind=kind)[:2])
    return found[0] if len(found) == 1 else None

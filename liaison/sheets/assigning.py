"""Which column holds which field: by its heading, by the columns it follows, by a person's word."""

import re
from collections.abc import Mapping, Sequence

from .headings import group_of, in_groups, is_in_a_group, joined, normal, readings, specific, unit_of
from .kinds import GROUPS, Field, Kind
from .kinds.shared import LINK, NAME_PHONE, PERSON, PHONE, POST
from .types import QUESTION, WARNING, Candidate, Column, Note

# To which group a column of a field belongs, so that its right-hand neighbours (职务, 电话) can be told.
_FIELD_GROUP = {
    field: group
    for group, fields in {
        "enterprise": "name enterprise enterprises uscc industry local_industry products size above_scale srdi "
        "ownership status tier output revenue tax employees address condition",
        "legal": "legal_rep legal_phone",
        "contact": "contact contact_title contact_phone",
        "leader": "leader leader_post leader_level leader_with_post leader_phone",
        "lead_org": "lead_org support_org responsible",
        "officer": "officer officer_phone officer_contact",
        "others": "companions recorder",
    }.items()
    for field in fields.split()
}


def assign(
    kind: Kind, headings: Sequence[tuple[str, str]], mapping: Mapping[int, str | None] | None = None
) -> tuple[list[Column], list[Note]]:
    """Return the columns with their fields, and what there is to say about them.

    ``headings`` are (upper tier, lower tier) for each column, "" where blank; ``mapping`` (column index → field,
    "" or None for "keep as extra") is a person's word and stands above everything.
    """
    columns = [
        Column(i, joined(u, low), group_of(u) or "" if u else "", None, unit_of(low) or unit_of(u))
        for i, (u, low) in enumerate(headings)
    ]
    notes: list[Note] = []
    taken: dict[str, Column] = {}
    for index, name in (mapping or {}).items():
        if 0 <= index < len(columns) and name:
            columns[index].field = name
            taken[name] = columns[index]
    fixed = set(mapping or {})
    names = {f.name for f in kind.fields}
    wishes: dict[int, str] = {}
    for column, (upper, lower) in zip(columns, headings, strict=True):
        if lower and column.index not in fixed and (field := specific(kind.name, upper, lower)):
            wishes[column.index] = field
    unclear = _by_neighbours(kind, headings, wishes, fixed)
    lead = next((normal(columns[i].heading) for i, f in wishes.items() if f == "lead_org"), "")
    for index, field in wishes.items():
        column = columns[index]
        if field not in taken:
            column.field, taken[field] = field, column
        elif not _preferred(column, taken, field, lead):
            notes.append(_repeated(kind, column, taken[field], names - set(wishes.values()) - set(taken)))
    for column in columns:
        if column.field is None and column.heading and column.index not in fixed and column.index not in wishes:
            if column.index in unclear:
                notes.append(_whose(kind, column, names - set(wishes.values()) - set(taken)))
                continue
            message = f"栏目“{column.heading}”不在本台账的栏目里，{kind.extra_goes}。"
            notes.append(Note(WARNING, column.heading, "", message))
    return columns, notes


def _by_neighbours(kind: Kind, headings, wishes: dict[int, str], fixed: set[int]) -> list[int]:
    """Decide 姓名, 职务, 联系人, 联系电话 by the column they follow; return those nobody can tell the owner of.

    What follows a person and belongs to a person, but has no field for this one, is nobody else's: it is left alone.
    """
    under = in_groups(kind.name)
    group, unclear = "enterprise", []
    for index, (upper, lower) in enumerate(headings):
        if not lower or index in fixed:
            continue
        personal = not _PERSONAL.isdisjoint(readings(lower))
        if upper or not (personal or (index not in wishes and is_in_a_group(kind.name, lower))):
            if index in wishes:
                group = _FIELD_GROUP.get(wishes[index], group)
            elif not upper and _PERSON_HEADING.search(normal(lower)):
                group = _STRANGER
            continue
        wish = wishes.pop(index, None)
        if group == _STRANGER:
            unclear.append(index)
            continue
        own = [
            f for near in _NEAR.get(group, (group,)) if (f := _own(under, near, lower)) and _may_take(f, near, group)
        ]
        # One that is taken already is asked about, see _repeated.
        found = next((f for f in own if f not in wishes.values()), own[0] if own else None)
        if found is None and group not in _PERSONS:
            found = wish
        if found:
            wishes[index] = found
            group = _FIELD_GROUP.get(found, group)
    return unclear


def _may_take(field: str, near: str, group: str) -> bool:
    """Return whether a column after ``group`` may hold ``field`` of ``near``: a leader's telephone is no officer's."""
    return near in (group, "enterprise") or field == near


# A bare 联系人 after a leader's columns or a unit is the liaison officer.
_NEAR = {
    "leader": ("leader", "officer"),
    "lead_org": ("lead_org", "officer"),
    "contact": ("contact", "enterprise"),
    "legal": ("legal", "enterprise"),
}
_PERSONAL = frozenset(normal(word) for word in f"{PERSON} {POST} {PHONE} {NAME_PHONE} {LINK}".split())
_PERSONS = frozenset(("leader", "officer", "contact", "legal", "others"))
# A person whom this ledger has no place for: what follows is theirs.
_STRANGER = "stranger"
_PERSON_HEADING = re.compile(r"(?:领导|负责人|联系人|责任人|经办人|专员|干部|人员|书记|主任|组长|队长)$")


def _own(under, group: str, lower: str) -> str | None:
    return next((under[group, form] for form in readings(lower) if (group, form) in under), None)


def _preferred(column: Column, taken: dict[str, Column], field: str, lead: str) -> bool:
    """Let the better of two columns win: the later year, or the tier (市交办, 区交办) that names the leading unit.

    Return False if neither rule decides.
    """
    first = taken[field]
    mine, other = (_YEAR_NUMBER.search(normal(c.heading)) for c in (column, first))
    if mine and other and mine[0] != other[0]:
        wins = mine[0] > other[0]
    else:
        mine, other = (_TIER.match(normal(c.heading)) for c in (column, first))
        tier = _TIER.match(lead)
        if not (mine and other) or mine[0] == other[0]:
            return False
        wins = bool(tier) and tier[0] == mine[0]
    if wins:
        first.field, column.field, taken[field] = None, field, column
    return True


_YEAR_NUMBER = re.compile(r"(?:19|20)\d\d")
_TIER = re.compile(r"[省市州县区](?=交办)")


def _repeated(kind: Kind, column: Column, first: Column, free: set[str]) -> Note:
    """Ask what a second column of the same heading holds."""
    field = kind.field(first.field)
    options = [f for f in kind.fields if f.name in free and f.reader == field.reader and f.reader != "text"]
    return Note(
        QUESTION,
        column.heading,
        "",
        f"第{column.index + 1}列“{column.heading}”与第{first.index + 1}列“{first.heading}”都像是“{field.label}”。"
        f"现按第{first.index + 1}列读取，本列{kind.extra_goes}；"
        "不对时请在“栏目对应”里指定。",
        tuple(Candidate(f.name, f.label, 0.5) for f in options),
    )


def _whose(kind: Kind, column: Column, free: set[str]) -> Note:
    """Ask whose telephone or post a column holds that follows a person this ledger has no place for."""
    under = in_groups(kind.name)
    own = dict.fromkeys(f for group in GROUPS if (f := _own(under, group, column.heading)) and f in free)
    return Note(
        QUESTION,
        column.heading,
        "",
        f"第{column.index + 1}列“{column.heading}”是谁的，表头没有写清，没有采用，{kind.extra_goes}；"
        "请在“栏目对应”里指定。",
        tuple(Candidate(name, kind.field(name).label, 0.5) for name in own),
    )


def missing(kind: Kind, columns: Sequence[Column]) -> list[Field]:
    """Return the required fields no column holds; 姓名及职务 may stand for the name of a leader."""
    held = {c.field for c in columns}
    if "leader_with_post" in held:
        held.add("leader")
    if kind.name == "visits" and "enterprises" not in held and "uscc" in held:
        held.add("enterprises")
    return [f for f in kind.required if f.name not in held]

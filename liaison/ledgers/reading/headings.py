"""Headings: in which form they are compared, and which field each column holds."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from liaison.core.text import half_width

from .cells import text_of
from .kinds import GROUPS, KINDS, Field, Kind
from .kinds.shared import LINK, NAME_PHONE, PERSON, PHONE, POST
from .types import INFO, QUESTION, WARNING, Candidate, Column, Note

# Traditional characters that headings carry; 帐 is the commonest misspelling of 账.
_SIMPLE = str.maketrans(
    "帳帐聯繫繋領導業統會用碼電話負責單備註職務姓屬區縣規產值萬從員類別稱時間問題內容辦結滿評價處況訴說現場訪陪記錄編號來經營進展劃級層億數樣據額稅納運國標準機關簽",
    "账账联系系领导业统会用码电话负责单备注职务姓属区县规产值万从员类别称时间问题内容办结满评价处况诉说现场访陪记录编号来经营进展划级层亿数样据额税纳运国标准机关签",
)
_DROP = re.compile(r"[\s*※★☆▲△●:：_\"'“”‘’`·]+")
_UNIT = re.compile(
    r"[(\[【](?:单位[:：]?)?(亿元|千万元|百万元|万元|千元|元|亿|万|万人|人|户|家|个|%|吨|名|"
    r"岁|万吨|平方米|亩|辆|件|次)[)\]】]|[/、,](亿元|万元|元|人)$"
)
_BRACKET = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
# What some systems put before every heading; taken off only where the heading itself means nothing.
_LEADING = re.compile(r"^(?:企业|问题|当前|目前|现)(?=..)")
_YEAR = re.compile(r"^(?:(?:19|20)\d\d年?(?:度|1-\d+月|末|底|全年)?|上年度?|去年|上一年度?|本年度?|今年|近三年|年)")
_NUMBERED = re.compile(
    r"^(?:\d{1,2}[.、．)]|[一二三四五六七八九十]+[、.]|\(\d{1,2}\)|\([一二三四五六七八九十]\))(?=[\u4e00-\u9fff])"
)
_TIER_JOIN = "/"


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """Return a heading as it is compared: 企 业 名 称＊ → 企业名称, 縣（市、區） → 县(市、区)."""
    text = half_width(text).translate(_SIMPLE)
    return _NUMBERED.sub("", _DROP.sub("", text)).lower()


@lru_cache(maxsize=8192)
def unit_of(text: str) -> str | None:
    """Return the unit a heading names in brackets or after a stroke: 产值（万元） → 万元."""
    m = _UNIT.search(normal(text))
    return (m[1] or m[2]) if m else None


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[str, ...]:
    """Return the forms of a heading to look up, most literal first: without unit, brackets, year."""
    whole = normal(text)
    forms = [whole]
    for shorten in (lambda t: _UNIT.sub("", t), lambda t: _BRACKET.sub("", t), lambda t: _YEAR.sub("", t)):
        forms.append(shorten(forms[-1]))
    forms.append(_YEAR.sub("", forms[1]))
    return tuple(dict.fromkeys(f for f in forms if f))


@lru_cache(maxsize=8)
def _names(kind: str) -> dict[str, str]:
    """Return heading → field for headings that need no context."""
    return {normal(n): f.name for f in KINDS[kind].fields for n in f.names.split()}


@lru_cache(maxsize=8)
def _under(kind: str) -> dict[tuple[str, str], str]:
    """Return (group, heading) → field."""
    return {
        (group, normal(n)): f.name
        for f in KINDS[kind].fields
        for group, names in f.under.items()
        for n in names.split()
    }


_GROUP_OF = {normal(n): group for group, names in GROUPS.items() for n in names.split()}
_GROUP_WORDS = sorted(_GROUP_OF, key=len, reverse=True)
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


@lru_cache(maxsize=8192)
def group_of(text: str) -> str | None:
    """Return the group a heading of the upper tier names, if any."""
    for form in readings(text):
        if form in _GROUP_OF:
            return _GROUP_OF[form]
        for ending in ("信息", "情况", "基本情况", "基本信息"):
            if form.endswith(ending) and (bare := form.removesuffix(ending)) in _GROUP_OF:
                return _GROUP_OF[bare]
    return None


@lru_cache(maxsize=8192)
def specific(kind: str, upper: str, lower: str) -> str | None:
    """Return the field of a heading as far as the heading itself (with its upper tier) tells."""
    names, under = _names(kind), _under(kind)
    group = group_of(upper) if upper else None
    for form in readings(lower):
        if group and (group, form) in under:
            return under[group, form]
    if upper:
        for form in readings(upper + lower):
            if form in names:
                return names[form]
    for form in readings(lower):
        if form in names and not (group and _is_generic(kind, form)):
            return names[form]
    if not group:
        for form in readings(_LEADING.sub("", normal(lower))):
            if form in names and not _is_generic(kind, form):
                return names[form]
    for form in readings(upper + lower if upper else lower):  # a flattened heading: 挂钩责任单位责任人
        for word in _GROUP_WORDS:
            if form.startswith(word) and len(form) > len(word):
                found = under.get((_GROUP_OF[word], form[len(word) :].lstrip("的/-、(").rstrip(")")))
                if found:
                    return found
    return None


@lru_cache(maxsize=4096)
def _is_generic(kind: str, form: str) -> bool:
    """Return whether a heading means different fields in different groups (姓名, 职务, 联系电话)."""
    return sum(1 for (_, name) in _under(kind) if name == form) > 1


@lru_cache(maxsize=8192)
def _is_in_a_group(kind: str, lower: str) -> bool:
    """Return whether a heading means something under at least one group (姓名 under 联系领导)."""
    return any((group, form) in _under(kind) for form in readings(lower) for group in GROUPS)


def score(kind: str, headings: Sequence[tuple[str, str]]) -> float:
    """Return how well a row of (upper, lower) headings fits a kind: distinct fields, required ones double."""
    required = {f.name for f in KINDS[kind].required}
    found, generic = set(), 0
    for upper, lower in headings:
        if not lower or len(lower) > 40:
            continue
        field = specific(kind, upper, lower)
        if field:
            found.add(field)
        elif _is_in_a_group(kind, lower):
            generic += 1
    return len(found) + len(found & required) + 0.5 * min(generic, 4)


def assign(
    kind: Kind, headings: Sequence[tuple[str, str]], mapping: Mapping[int, str | None] | None = None
) -> tuple[list[Column], list[Note]]:
    """Return the columns with their fields, and what there is to say about them.

    ``headings`` are (upper tier, lower tier) for each column, "" where blank; ``mapping`` (column index → field,
    "" or None for "keep as extra") is a person's word and stands above everything.
    """
    columns = [
        Column(i, _joined(u, low), group_of(u) or "" if u else "", None, unit_of(low) or unit_of(u))
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


def _joined(upper: str, lower: str) -> str:
    upper, lower = "".join(upper.split()), "".join(lower.split())
    return f"{upper}{_TIER_JOIN}{lower}" if upper and lower and upper != lower else lower or upper


def _by_neighbours(kind: Kind, headings, wishes: dict[int, str], fixed: set[int]) -> list[int]:
    """Decide 姓名, 职务, 联系人, 联系电话 by the column they follow; return those nobody can tell the owner of.

    What follows a person and belongs to a person, but has no field for this one, is nobody else's: it is left alone.
    """
    under = _under(kind.name)
    group, unclear = "enterprise", []
    for index, (upper, lower) in enumerate(headings):
        if not lower or index in fixed:
            continue
        personal = not _PERSONAL.isdisjoint(readings(lower))
        if upper or not (personal or (index not in wishes and _is_in_a_group(kind.name, lower))):
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
    under = _under(kind.name)
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


def heading_key(headings: Sequence[tuple[str, str]]) -> str:
    """Return a key under which a mapping corrected by hand can be remembered for this set of headings."""
    return "|".join(normal(_joined(u, low)) for u, low in headings).rstrip("|")


def cell_heading(raw) -> str:
    """Return the text of a heading cell; numbers and dates are no headings."""
    return text_of(raw) if type(raw) is str else ""


__all__ = [
    "INFO",
    "assign",
    "cell_heading",
    "group_of",
    "heading_key",
    "missing",
    "normal",
    "score",
    "specific",
    "unit_of",
]

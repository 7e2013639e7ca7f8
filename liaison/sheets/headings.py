"""Headings: in which form they are compared, and which field each column holds."""

import re
from collections.abc import Sequence
from functools import lru_cache

from liaison.core.text import half_width

from .cells import text_of
from .kinds import GROUPS, KINDS

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
def in_groups(kind: str) -> dict[tuple[str, str], str]:
    """Return (group, heading) → field."""
    return {
        (group, normal(n)): f.name
        for f in KINDS[kind].fields
        for group, names in f.under.items()
        for n in names.split()
    }


_GROUP_OF = {normal(n): group for group, names in GROUPS.items() for n in names.split()}
_GROUP_WORDS = sorted(_GROUP_OF, key=len, reverse=True)


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
    names, under = _names(kind), in_groups(kind)
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
    return sum(1 for (_, name) in in_groups(kind) if name == form) > 1


@lru_cache(maxsize=8192)
def is_in_a_group(kind: str, lower: str) -> bool:
    """Return whether a heading means something under at least one group (姓名 under 联系领导)."""
    return any((group, form) in in_groups(kind) for form in readings(lower) for group in GROUPS)


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
        elif is_in_a_group(kind, lower):
            generic += 1
    return len(found) + len(found & required) + 0.5 * min(generic, 4)


def joined(upper: str, lower: str) -> str:
    upper, lower = "".join(upper.split()), "".join(lower.split())
    return f"{upper}{_TIER_JOIN}{lower}" if upper and lower and upper != lower else lower or upper


def heading_key(headings: Sequence[tuple[str, str]]) -> str:
    """Return a key under which a mapping corrected by hand can be remembered for this set of headings."""
    return "|".join(normal(joined(u, low)) for u, low in headings).rstrip("|")


def cell_heading(raw) -> str:
    """Return the text of a heading cell; numbers and dates are no headings."""
    return text_of(raw) if type(raw) is str else ""

"""Units that lead and support, and places, several to a cell."""

import re

from liaison.core.text import half_width

from .cells import broken, question, says_nothing, text_of, warning
from .enterprise_names import outside_brackets
from .types import CellError, Parsed, Units

_TRIM = " \t\r\n;；,，、。.:："

_LEADS = re.compile(r"^(?:由)?(.+?)(?:负责)?牵头(?:负责|办理|落实)?$")
_HELPS = re.compile(r"^(.+?)(?:等)?(?:配合|协办|协助|参与)(?:办理|落实)?$")
_LABELLED = re.compile(
    r"(?:^|[;；。\s，,])\s*(牵头(?:单位|部门)?|主办(?:单位)?|配合(?:单位|部门)?|协办(?:单位)?|责任单位)[:：]\s*"
)
_UNIT_SEPARATOR = re.compile(r"[、，,;；/|\n\r]+|\s{1,}")


def _unit_names(text: str) -> list[str]:
    parts = outside_brackets(_UNIT_SPACES.sub("、", text.strip()))
    names = [re.sub(r"^(?:及|和|由)|等(?:部门|单位|有关部门|相关部门)?$", "", p.strip(_TRIM)).strip() for p in parts]
    return [n for n in names if n and not says_nothing(n)]


_UNIT_SPACES = re.compile(r"\s+|/+|\|+")


def parse_unit_list(raw) -> Parsed:
    """Read 配合单位. Value: list of names as written."""
    if type(raw) is CellError:
        return broken(raw)
    text = text_of(raw)
    if says_nothing(text):
        return Parsed([])
    text = re.sub(r"配合$|协办$", "", half_width(text))
    return Parsed(list(dict.fromkeys(_unit_names(text))))


def parse_units(raw) -> Parsed:
    """Read 责任单位: one unit, or several with who leads (市工信局牵头，市财政局配合). Value: :class:`Units`."""
    if type(raw) is CellError:
        return broken(raw)
    text = half_width(text_of(raw))
    if says_nothing(text):
        return Parsed(Units())
    if text.isalpha() and not text.endswith(("牵头", "配合", "协办")):
        return Parsed(Units(text))
    lead, support = _labelled(text) if _LABELLED.search(text) else _by_clause(text)
    if not lead and support:
        return question(f"“{text}”没有写明牵头单位，请选择。", support)
    helpers = tuple(dict.fromkeys([*lead[1:], *support]))
    units = Units(lead[0] if lead else "", helpers)
    if helpers:
        return warning(
            units, f"一格里有几个单位：牵头按“{units.lead}”，其余（{'、'.join(helpers)}）按配合登记，请核对。"
        )
    return Parsed(units)


def _labelled(text: str) -> tuple[list[str], list[str]]:
    lead, support = [], []
    pieces = _LABELLED.split(text)
    for label, names in zip(pieces[1::2], pieces[2::2], strict=True):
        (support if label.startswith(("配合", "协办")) else lead).extend(_unit_names(names))
    return lead, support


def _by_clause(text: str) -> tuple[list[str], list[str]]:
    """Sort the units of a sentence into leading and supporting; unmarked ones lead if nobody else does."""
    lead, support, unmarked = [], [], []
    for clause in re.split(r"[，,;；。\n]+", text):
        clause = clause.strip()
        if not clause:
            continue
        names = _unit_names(
            _BRACKET_ROLE.sub(lambda m: "牵头" if m[1].startswith(("牵头", "主办")) else "配合", clause)
        )
        if not names:
            continue
        if any(n.endswith("牵头") or n.startswith("牵头") for n in names):
            for n in names:
                marked = n.endswith("牵头")
                (lead if marked else support if n.endswith("配合") else unmarked).append(
                    _LEADS.sub(r"\1", n) if marked else _HELPS.sub(r"\1", n)
                )
        elif m := _HELPS.match(names[-1]):
            support.extend([*names[:-1], m[1]])
        else:
            unmarked.extend(names)
    if lead:
        return lead, [*unmarked, *support]
    return unmarked, support


_BRACKET_ROLE = re.compile(r"\((牵头|主办|配合|协办)(?:单位|部门)?\)")


def parse_places(raw) -> Parsed:
    """Read regions, several to a cell. Value: list of names as written, not yet resolved."""
    if type(raw) is str and raw.isalpha():
        return Parsed([raw])
    if type(raw) is CellError:
        return broken(raw)
    text = text_of(raw)
    if says_nothing(text):
        return Parsed([])
    names = [re.sub(r"\s+", "", n) for n in outside_brackets(re.sub(r"[\n\r/]+", "、", text))]
    return Parsed([n for n in names if n])


def parse_place(raw) -> Parsed:
    """Read one region. Value: its name as written without white space, "" for blank."""
    if type(raw) is str and raw.isalpha():
        return Parsed(raw)
    if type(raw) is CellError:
        return broken(raw)
    text = text_of(raw)
    return Parsed("" if says_nothing(text) else re.sub(r"\s+", "", text))

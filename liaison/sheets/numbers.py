"""Amounts in 万元 and counts, with the units, words and signs papers put around them."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from .cells import broken, error, info, plain, says_nothing, warning
from .types import CellError, Parsed

# One unit of money in 万元.
MONEY = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "千万": Decimal(1000),
    "亿元": Decimal(10_000),
    "亿": Decimal(10_000),
}
_CENT = Decimal("0.01")
_NUMBER = re.compile(
    r"(?P<about>约|大约|近|超过?|逾|达|不足|>=?|<=?|≥|≤|预计)?\s*[¥$]?(?P<number>[-+]?\d[\d,\s]*(?:\.\d+)?|"
    r"[-+]?\.\d+)\s*(?P<more>余|多|\+|左右|以上|以下|上下)?"
    r"\s*(?P<unit>亿元|千万元|百万元|万元|千元|亿|千万|万|元|美元|欧元|日元|万美元|亿美元)?(?P<people>人|"
    r"名|个|户|家)?\s*(?P<after>余|多|左右|以上|以下|上下|\(?(?:预计|估算?|不含税|含税)\)?)?"
)
# A comma stands where thousands end, or nowhere: 1,5 may be 1.5 as well as 15.
_GROUPED = re.compile(r"[^,]*|[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"(\d{1,3}(?:,\d{3}){1,3}|\d{1,11})(?:\.(\d{1,2}))?")
_RANGE = re.compile(
    r"约?\d[\d,.]*\s*(?:亿|万|千)?元?\s*(?:-|~|至|到|—|–|―)\s*\d[\d,.]*\s*(?:亿|万|千)?[元人]?(?:之间|左右)?"
)
_WORDS = re.compile(r".*(?:停产|未|不便|保密|暂缺|待|涉密|新建|在建|筹建|亏损|不详|无).*")
_LOST = re.compile(r"\d(?:\.\d+)?E[+-]?\d+", re.IGNORECASE)


def parse_amount(raw, *, unit: str | None = None) -> Parsed:
    """Read an amount of money; ``unit`` is the heading's (or the sheet's), 万元 if None. Value: Decimal in 万元."""
    unit = unit if unit in MONEY else "万元"
    if unit == "万元" and (match := _PLAIN.fullmatch(raw if type(raw) is str else repr(raw))):
        return Parsed(Decimal(f"{int(match[1].replace(',', ''))}.{(match[2] or '').ljust(2, '0')}"))
    if type(raw) is float or type(raw) is int:
        return _money(Decimal(repr(round(raw, 6))) * MONEY[unit], exact=False)
    number = _number(raw)
    if isinstance(number, Parsed):
        return number
    value, match = number
    written = match["unit"]
    if written and written not in MONEY:
        return warning(None, f"这里的单位是{written}，不是人民币，本栏未导入，原文保留。")
    if match["people"]:
        return error(f"这里应填金额，写的却是“{match[0]}”。请改正。")
    factor = MONEY[written or unit]
    parsed = _money(value * factor)
    if parsed.note and parsed.note.level == "error":
        return parsed
    if written and factor != MONEY[unit]:
        return warning(parsed.value, f"表头单位是{unit}，这里写的是{written}，已换算成 {parsed.value:f} 万元，请核对。")
    return _about(parsed, match)


def parse_count(raw, *, unit: str | None = None) -> Parsed:
    """Read a number of people or things. Value: int."""
    if type(raw) is float and raw.is_integer() and 0 <= raw <= 10_000_000 and unit != "万人":
        return Parsed(int(raw))
    if type(raw) is float or type(raw) is int:
        value, match = Decimal(repr(raw)), None
    else:
        number = _number(raw)
        if isinstance(number, Parsed):
            return number
        value, match = number
        if match["unit"] in ("万", "千万", "亿"):
            value *= MONEY[match["unit"]] * 10_000
        elif match["unit"]:
            return error(f"这里应填人数，写的却是“{match[0]}”。请改正。")
    if unit == "万人":
        value *= 10_000
    if value < 0:
        return error("数量不能是负数。请改正。")
    if value != value.to_integral_value():
        return error(f"数量应是整数，这里是 {value:f}。请改正。")
    if value > 10_000_000:
        return error(f"数量 {value:f} 大得不合情理。请改正。")
    parsed = Parsed(int(value))
    return _about(parsed, match) if match else parsed


def _number(raw) -> Parsed | tuple[Decimal, re.Match]:
    """Find the one number of a cell; a :class:`Parsed` is the final word (nothing, warning, error)."""
    if type(raw) is CellError:
        return broken(raw)
    if isinstance(raw, (dt.date, dt.time, dt.timedelta)):
        return error("这里的数字被表格软件变成了日期。请把该格设为常规格式后重新填写。")
    if isinstance(raw, bool):
        return error("这里应填数字。")
    text = plain(raw)
    if says_nothing(text):
        return Parsed(None)
    if text.startswith("#"):
        return error(f"单元格是错误值 {text}。请改正后再导入。")
    if "%" in text:
        return warning(None, f"“{text}”是百分数，不是数额，本栏未导入，原文保留。")
    if _LOST.fullmatch(text):
        return warning(None, f"“{text}”是科学计数法，末几位可能已丢失，本栏未导入，请填写完整数字。")
    if text.startswith("(") and text.endswith(")") and text[1:-1].replace(",", "").replace(".", "", 1).isdigit():
        text = "-" + text[1:-1]
    match = _NUMBER.fullmatch(text)
    if match:
        if not _GROUPED.fullmatch(re.sub(r"\s", "", match["number"])):
            return error(f"“{text}”里的逗号分不清是千分位还是小数点。请改成不带逗号的数字。")
        try:
            return Decimal(re.sub(r"[,\s]", "", match["number"])), match
        except InvalidOperation:
            pass
    if _RANGE.fullmatch(text):
        return warning(None, f"“{text}”是一个区间，不能当作一个数，本栏未导入，原文保留；需要时请改成一个数。")
    if _WORDS.fullmatch(text):
        return warning(None, f"“{text}”不是数字，本栏未导入，原文保留。")
    return error(f"“{text}”读不成数字。请只填数字。")


def _money(value: Decimal, exact: bool = True) -> Parsed:
    if value < 0:
        return error("金额不能是负数。请改正。")
    if value >= Decimal("1e12"):
        return error(f"金额 {value:f} 万元大得不合情理。请核对单位和数字。")
    rounded = value.quantize(_CENT, ROUND_HALF_UP)
    if exact and rounded != value:
        return info(rounded, f"金额保留两位小数，按 {rounded} 万元登记。")
    return Parsed(rounded)


def _about(parsed: Parsed, match: re.Match) -> Parsed:
    if parsed.note is None and (match["about"] or match["more"] or match["after"]):
        return warning(parsed.value, f"“{match[0].strip()}”是概数，按 {parsed.value} 登记，请核对。")
    return parsed

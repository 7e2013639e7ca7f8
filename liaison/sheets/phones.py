"""Telephone numbers, several to a cell, with extensions, labels and names around them."""

import re

from .cells import broken, error, plain, says_nothing, warning
from .types import CellError, Contact, Parsed

_MOBILE_ONLY = re.compile(r"1[3-9]\d{9}")
_EXT = r"(?:\s*(?:转|分机号?|ext\.?|-)\s*(\d{1,6}))?"
_NUMBER = re.compile(
    r"(?<![\d*])(?:"
    r"(?:\+?(?:00)?86[-\s]*)?(?P<mobile>1[3-9]\d(?:[-\s]?\d{4}[-\s]?\d{4}|[-\s]?\d{3}[-\s]?\d{5}|(?:[-\s]?\d){8}))"
    r"|(?P<free>[48]00(?:[-\s]?\d){7})"
    r"|(?:\+?(?:00)?86[-\s]*)?\(?(?P<area>0\d{2,3}|(?<=86)\d{3}|(?<=86-)\d{3})\)?[-\s]*(?P<local>\d{3,4}[-\s]?\d{4})"
    + _EXT
    + r"|(?P<bare>[2-9]\d{2,3}[-\s]?\d{4})"
    + _EXT.replace("(\\d", "(\\d")
    + r"|(?P<short>96\d{3}|95\d{3}|12\d{3})"
    r")(?![\d*])",
    re.IGNORECASE,
)
_LOST = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_MASKED = re.compile(r"\d{2,4}[*xX×]{2,}\d{2,4}")
_LABEL = re.compile(
    r"办公室?电话|联系电话|手机号码?|固定电话|移动电话|手机|电话|座机|办公|传真|微信同号|微信|"
    r"同微信|单位|家庭|住宅|tel|mobile|phone|办|宅|\(|\)|[:：,;、/|&+\-—\s。.]+|(?<![\u4e00-\u9fff])(?:或者?|"
    r"和|及|转)(?![\u4e00-\u9fff])",
    re.IGNORECASE,
)
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,12}")
_NONE = re.compile(r"(?:无|暂无|没有|未提供|不便提供)(?:电话|联系方式|手机)?")
_DASHES = str.maketrans("—–−‐―", "-----")
_TOLD = "、"


def parse_phone(raw) -> Parsed:
    """Read a telephone cell. Value: numbers joined by 、, or "" for none (a name beside them is told of, not lost)."""
    parsed = parse_contact(raw)
    contact, note = parsed
    if contact is None:
        return parsed
    if note is None and contact.name:
        return warning(contact.phone, f"电话栏里还写有“{contact.name}”，电话只取 {contact.phone}。")
    return Parsed(contact.phone, note)


def parse_contact(raw) -> Parsed:
    """Read a cell with a name and a telephone (张某某13800000000). Value: :class:`Contact`."""
    kind = type(raw)
    if kind is float and 1.3e10 <= raw < 2e10 and raw.is_integer():
        return Parsed(Contact("", str(int(raw))))
    if kind is str:
        digits = raw.replace(" ", "").strip()
        if len(digits) == 11 and digits.isdecimal() and _MOBILE_ONLY.fullmatch(digits := str(int(digits))):
            return Parsed(Contact("", digits))
    if type(raw) is CellError:
        return broken(raw)
    if type(raw) is float and not raw.is_integer():
        return error("电话变成了小数，号码已不可靠。请把该列设为文本格式后重新填写。")
    text = plain(raw).translate(_DASHES)
    if says_nothing(text) or _NONE.fullmatch(text):
        return Parsed(Contact())
    if _LOST.fullmatch(text):
        return error(f"“{text}”是科学计数法，号码后几位已经丢失。请把该列设为文本格式后重新填写。")
    if text.endswith(".0") and text[:-2].isdigit():
        text = text[:-2]
    return _read(text)


def _read(text: str) -> Parsed:
    numbers = [_format(m) for m in _NUMBER.finditer(text)]
    rest = _LABEL.sub(" ", _NUMBER.sub(" ", text)).strip()
    if _MASKED.search(rest):
        name = " ".join(t for t in rest.split() if _NAME.fullmatch(t))
        return warning(
            Contact(name, _TOLD.join([*numbers, *_MASKED.findall(rest)])),
            "电话号码打了星号，按原样保留，无法拨打，请补全。",
        )
    name = _TOLD.join(t for t in _join_padded(rest.split()) if _NAME.fullmatch(t))
    stray = "".join(c for c in rest if c.isdigit())
    if stray:
        return _stray(text, name, numbers, stray)
    if not numbers and not name:
        return warning(Contact("", text), "这里读不出电话号码，按原样保留，请核对。")
    return Parsed(Contact(name, _TOLD.join(dict.fromkeys(numbers))))


def _stray(text: str, name: str, numbers: list[str], stray: str) -> Parsed:
    if not numbers and stray.startswith("43") and len(stray) in (10, 11):
        found = f"0{stray[:3]}-{stray[3:]}"
        return warning(Contact(name, found), f"区号开头的 0 丢失，按 {found} 读取，请核对。")
    kept = _TOLD.join([*numbers, stray])
    if stray[0] == "1" and len(stray) != 11 and not numbers:
        return warning(Contact(name, kept), f"手机号应为11位，这里是{len(stray)}位，按原样保留，请核对。")
    return warning(Contact(name, kept), "电话号码位数不对，按原样保留，请核对。")


def _join_padded(words: list[str]) -> list[str]:
    """Join 王 某 back to 王某."""
    if (
        len(words) > 1
        and all(len(w) <= 2 for w in words)
        and any(len(w) == 1 for w in words)
        and sum(map(len, words)) <= 4
    ):
        return ["".join(words)]
    return words


def _format(m: re.Match) -> str:
    if m["mobile"]:
        return re.sub(r"\D", "", m["mobile"])
    if m["free"]:
        digits = re.sub(r"\D", "", m["free"])
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if m["short"]:
        return m["short"]
    local = re.sub(r"\D", "", m["local"] or m["bare"])
    extension = m[m.re.groupindex["local"] + 1] if m["local"] else m[m.re.groupindex["bare"] + 1]
    area = m["area"] or ""
    if area and not area.startswith("0"):
        area = "0" + area
    return (f"{area}-" if area else "") + local + (f"转{extension}" if extension else "")

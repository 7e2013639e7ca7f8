"""统一社会信用代码 (GB 32100-2015) and the numbers that stand in its place in old papers."""

import re
from operator import mul

from .cells import broken, error, info, plain, says_nothing, warning
from .types import Candidate, CellError, Identifier, Parsed

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {c: n for n, c in enumerate(_ALPHABET)}
_WEIGHTS = (*(pow(3, n, 31) for n in range(17)), 1)
_LOST = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_ORGANISATION = re.compile(r"([0-9A-Z]{8})-?([0-9X])")
_CITIZEN = re.compile(r"[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_LOOKALIKE = str.maketrans("OISZ", "0152")
_STRIP = re.compile(r"[\s'‘’`\"“”.\-—_·:]+")
_PENDING = re.compile(r".*(?:办理|申请|变更|补办|换证|待).*")
_NOTHING = Identifier()


def check_character(body: str) -> str:
    """Return the check character for the first 17 characters of a code."""
    return _ALPHABET[-sum(map(mul, _WEIGHTS, map(_VALUE.__getitem__, body))) % 31]


def is_valid(code: str) -> bool:
    """Return whether ``code`` is a USCC: shape and check character (as ``stdnum.cn.uscc``, ten times as fast)."""
    if len(code) != 18 or not code[2:8].isdecimal():
        return False
    try:
        return sum(map(mul, _WEIGHTS, map(_VALUE.__getitem__, code))) % 31 == 0
    except KeyError:  # a letter the alphabet leaves out
        return False


def parse_uscc(raw) -> Parsed:
    """Read a 统一社会信用代码. Value: :class:`Identifier`; only ``uscc`` may be used as a key."""
    if type(raw) is str and is_valid(raw):
        return Parsed(Identifier(raw))
    if type(raw) is CellError:
        return broken(raw)
    if type(raw) is float and abs(raw) >= 1e15:
        return error("代码被当成数字保存，后几位已经丢失。请把该列设为文本格式后重新填写18位代码。")
    text = plain(raw)
    if says_nothing(text):
        return Parsed(_NOTHING)
    if _LOST.fullmatch(text):
        return error(f"“{text}”是科学计数法，后几位已经丢失。请把该列设为文本格式后重新填写18位代码。")
    code = _STRIP.sub("", text).upper()
    if is_valid(code):
        return Parsed(Identifier(code))
    if _CITIZEN.fullmatch(code):
        return error("这里疑似填了身份证号，系统不保存身份证号。请改填18位统一社会信用代码或删除。")
    return _other(code, text)


def _other(code: str, text: str) -> Parsed:
    if len(code) == 15 and code.isdigit():
        return info(
            Identifier(registration_no=code),
            "这是15位营业执照注册号，不是统一社会信用代码，已另行保存，不用来识别企业。",
        )
    if len(code) == 9 and (m := _ORGANISATION.fullmatch(code)):
        number = f"{m[1]}-{m[2]}"
        return info(
            Identifier(organisation_code=number),
            "这是9位组织机构代码，不是统一社会信用代码，已另行保存，不用来识别企业。",
        )
    if _PENDING.fullmatch(text):
        return warning(_NOTHING, f"代码栏写的是“{text}”，本栏留空，取得代码后请补填。")
    if len(code) == 18 and code.isascii() and code.isalnum():
        return _wrong(code, text)
    kept = Identifier(doubtful=text[:60])
    return warning(kept, f"统一社会信用代码应为18位，这里是{len(code)}位，未采用，请核对。")


def _wrong(code: str, text: str) -> Parsed:
    kept = Identifier(doubtful=code)
    meant = code.translate(_LOOKALIKE)
    if meant != code and is_valid(meant):
        return warning(
            kept,
            f"代码里不应有字母 O、I、S、Z（容易与数字混淆），未采用；是否应为 {meant}？",
            [Candidate(meant, meant, 0.9)],
        )
    return warning(kept, "统一社会信用代码的校验位不对，可能有一位写错，未采用，请对照营业执照核对。")

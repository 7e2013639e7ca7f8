"""统一社会信用代码 (GB 32100-2015): what is wrong with one, said so that it can be put right."""

from django.core.exceptions import ValidationError
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as StdnumError

LENGTH = 18
ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")


def fault(code: str) -> str:
    """Return a Chinese sentence saying what is wrong with ``code`` (already trimmed, upper case), or ``""``."""
    if len(code) != LENGTH:
        return f"统一社会信用代码应为 18 位，现为 {len(code)} 位。{_older_number(code)}"
    strange = sorted({sign for sign in code if sign not in ALPHABET})
    if strange:
        return f"统一社会信用代码含有不允许的字符“{'、'.join(strange)}”（只用数字和大写字母，不用 I、O、S、V、Z）。"
    try:
        uscc.validate(code)
    except InvalidChecksum:
        expected = uscc.calc_check_digit(code[:-1])
        return f"统一社会信用代码校验位不符：前 17 位对应的末位应为“{expected}”，现为“{code[-1]}”，请核对是否录错。"
    except StdnumError:
        return "统一社会信用代码前八位应以数字表示登记机关和行政区划，请核对。"
    return ""


def _older_number(code: str) -> str:
    if len(code) == 15 and code.isdigit():
        return "15 位数字多为旧营业执照注册号，请填写三证合一后的代码。"
    if len(code) == 9:
        return "9 位多为旧组织机构代码，请填写三证合一后的代码。"
    return ""


def validate_uscc(code: str) -> None:
    """Model validator around :func:`fault`."""
    message = fault(code)
    if message:
        raise ValidationError(message, code="uscc")

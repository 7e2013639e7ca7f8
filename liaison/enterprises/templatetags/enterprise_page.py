import re

from django import template

register = template.Library()


@register.filter
def dialable(phone: str) -> str:
    """Return the first number in ``phone`` as a telephone dials it: 0431-8890 0000转806 → 043188900000,806."""
    first = re.split(r"[、/；;，,]", phone)[0]
    number, _, extension = re.sub(r"[\s\-()（）—]", "", first).partition("转")
    digits = "".join(re.findall(r"\+?\d+", number)[:1])
    return f"{digits},{extension}" if extension.isdigit() else digits

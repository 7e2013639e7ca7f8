"""Telephone numbers as people write them into forms: with extensions, several to a field, names beside them."""

import re

from django.core.exceptions import ValidationError

from .text import half_width, squeeze

# As short as 96611: fewer digits in a row cannot be dialled.
_NUMBER = re.compile(r"\d{5,}")
_BETWEEN = re.compile(r"[-()+.·]")


def validate_phone(text: str) -> None:
    """Refuse what holds no number that could be dialled; whatever stands beside one is left to the person."""
    if text and not _NUMBER.search(_BETWEEN.sub("", squeeze(half_width(text)))):
        raise ValidationError("这里没有能拨打的电话号码，请填写手机或带区号的座机；多个号码用顿号分隔。")


def refuse_undialled(row, exclude=None) -> None:
    """Do the same for the ``phone`` of a record that a form fills; call it from ``clean_fields``."""
    if "phone" in (exclude or ()):
        return
    try:
        validate_phone(row.phone)
    except ValidationError as refusal:
        raise ValidationError({"phone": refusal.messages}) from refusal

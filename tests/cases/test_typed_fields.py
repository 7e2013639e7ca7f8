"""Amounts and phones as people type them into forms."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from liaison.cases.admin.arrears import money
from liaison.core.phones import validate_phone
from liaison.enterprises.models import EnterpriseContact


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("１２．５", "12.5"),
        ("1,000", "1000"),
        ("１，２３４．８９", "1234.89"),
        (" 30 ", "30"),
        ("30万元", "30"),
    ],
)
def test_amounts_as_papers_write_them(typed, amount):
    assert money("金额").clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["1,5", "12,34", "abc", "1,0000", "30%", "20-30", "约30", "1.234", "无"])
def test_what_could_mean_two_amounts_is_refused(typed):
    with pytest.raises(ValidationError):
        money("金额").clean(typed)


@pytest.mark.parametrize(
    "typed",
    ["", "13800001234", "0431-88881234转802", "０４３１－８８８８１２３４", "(0431)8888 1234、139 0000 7777", "96611",
     "张某 13800001234", "+86 138 0000 1234", "88881234"],
)  # fmt: skip
def test_phones_as_people_write_them(typed):
    validate_phone(typed)


@pytest.mark.parametrize("typed", ["abc", "不便提供", "123", "—"])
def test_what_cannot_be_dialled_is_refused_at_its_field(enterprise, typed):
    with pytest.raises(ValidationError) as refusal:
        EnterpriseContact(enterprise=enterprise, name="冯示毅", phone=typed).full_clean()
    assert list(refusal.value.message_dict) == ["phone"]

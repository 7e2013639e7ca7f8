import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from liaison.enterprises.models import Enterprise
from liaison.enterprises.uscc import ALPHABET, fault, validate_uscc

GOOD = "91220102MAETEATQX3"


def test_a_correct_code_has_no_fault():
    assert fault(GOOD) == ""
    validate_uscc(GOOD)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("9122010", "应为 18 位，现为 7 位"),
        ("220102000012345", "旧营业执照注册号"),
        ("MAETEATQX", "旧组织机构代码"),
        ("91220102MAETEATQO3", "不允许的字符“O”"),
        ("91220102MAETEATQX4", "末位应为“3”，现为“4”"),
        ("9122X102MAETEATQX3", "前八位应以数字"),
    ],
)
def test_each_fault_is_named(code, said):
    assert said in fault(code)
    with pytest.raises(ValidationError, match=said[:4]):
        validate_uscc(code)


@given(st.text(alphabet=sorted(ALPHABET), min_size=18, max_size=18))
def test_verdict_agrees_with_the_standard(code):
    assert (fault(code) == "") == uscc.is_valid(code)


@given(st.integers(0, 16), st.sampled_from(sorted(ALPHABET)))
def test_any_single_wrong_sign_is_noticed(position, sign):
    wrong = GOOD[:position] + sign + GOOD[position + 1 :]
    assert fault(wrong) or wrong == GOOD


def test_form_input_is_tidied_before_the_check(nanguan):
    enterprise = Enterprise(name="甲", region=nanguan, uscc=" 91220102 maeteatqx３ ")
    enterprise.full_clean()
    assert enterprise.uscc == GOOD


def test_an_empty_code_is_none_so_that_many_may_lack_one(nanguan):
    for name in ("甲", "乙"):
        enterprise = Enterprise(name=name, region=nanguan, uscc="  ")
        enterprise.full_clean()
        enterprise.save()
    assert Enterprise.objects.filter(uscc=None).count() == 2

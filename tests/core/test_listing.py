import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.core.listing import lasting_query, narrows


@pytest.mark.parametrize(
    ("query", "lasting"),
    [
        ("queue=overdue&p=3&e=1&all=", "queue=overdue"),
        ("b=2&a=1", "a=1&b=2"),
        ("state__exact=&q=+", ""),
        ("q=续贷 南关", "q=%E7%BB%AD%E8%B4%B7+%E5%8D%97%E5%85%B3"),
        ("tag=2&tag=1&tag=", "tag=1&tag=2"),
        ("_popup=1&_to_field=id&q=x", "q=x"),
        ("", ""),
    ],
)
def test_a_lasting_query_says_only_which_rows_are_wanted(query, lasting):
    assert lasting_query(query) == lasting


@given(st.text())
def test_a_lasting_query_stays_as_it_is(query):
    once = lasting_query(query)
    assert lasting_query(once) == once
    assert once.isascii()


@pytest.mark.parametrize(("query", "expected"), [("", False), ("o=-1&p=2", False), ("o=1&q=x", True), ("q=", False)])
def test_an_order_alone_narrows_nothing(query, expected):
    assert narrows(query) is expected

"""What is typed at a move stays whole: at the form's limit it is kept, one character more is refused in words."""

import pytest
from django import forms
from django.apps import apps
from django.core import serializers

from liaison.cases.admin.forms import FORMS
from liaison.cases.moves import MOVES
from liaison.cases.services import VERBS, papers
from liaison.cases.services.intake import file_case
from liaison.cases.wording import TITLE_LENGTH, short_title

from .test_moves import INPUTS, PEOPLE, people, stage  # noqa: F401 - two fixtures by being imported

LONG = 4000
_CHOSEN = {"result", "channel", "level"}
TYPED = {
    name: [key for key, value in INPUTS.get(name, {}).items() if isinstance(value, str) and key not in _CHOSEN]
    for name in MOVES
}


def _everything_kept() -> str:
    models = [*apps.get_app_config("cases").get_models()]
    return serializers.serialize(
        "json", [row for model in models for row in model._base_manager.all()], ensure_ascii=False
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, keys in TYPED.items() if keys])
def test_a_move_keeps_long_texts_whole(name, stage, people, now):  # noqa: F811
    move = MOVES[name]
    case, inputs = stage(move.sources[0], name)
    typed = {key: f"{index}" + "示" * (LONG - 1) for index, key in enumerate(TYPED[name])}
    who = next(who for who, parties in PEOPLE.items() if parties & set(move.who))
    VERBS[name](case, by=people[who], now=now, **{**inputs, **typed})
    kept = _everything_kept()
    assert [key for key, text in typed.items() if text not in kept] == []


def _text_fields() -> list[tuple[str, str]]:
    return [
        (name, key)
        for name, form in FORMS.items()
        for key, field in form.base_fields.items()
        if type(field) is forms.CharField and key != "number"
    ]


@pytest.mark.parametrize(("name", "key"), _text_fields())
def test_a_form_takes_what_its_move_keeps_and_refuses_more_in_words(name, key):
    field = FORMS[name].base_fields[key]
    assert field.clean("示" * LONG) == "示" * LONG
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean("示" * (LONG + 1))
    assert "4000" in refusal.value.messages[0] and "4001" in refusal.value.messages[0]


@pytest.mark.django_db
def test_a_comment_is_kept_whole(case, case_officer, now):
    text = "示" * 2407
    papers.comment(case, by=case_officer, now=now, text=text)
    assert case.comments.get().text == text


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("贷款到期。请协调", "贷款到期"),
        ("\n流动资金紧张；用工难", "流动资金紧张"),
        ("企业反映，" + "流动资金紧张" * 5 + "，银行抽贷，" + "订单减少" * 9, "企业反映，" + "流动资金紧张" * 5),
        ("流" * 90, "流" * 90),
        ("资金缺口3,000万元，" + "用工难" * 20, "资金缺口3,000万元"),
    ],
)
def test_a_title_nobody_typed_stops_at_a_pause_and_never_inside_words(content, title):
    assert short_title(content) == title
    assert "…" not in title


def test_a_title_nobody_typed_is_short_where_it_can_be():
    assert len(short_title("企业反映融资难，" * 30)) <= TITLE_LENGTH


@pytest.mark.django_db
def test_a_very_long_first_sentence_still_makes_a_case(case_officer, enterprise, category, now):
    content = "流" * 3000
    case = file_case(
        by=case_officer, now=now, enterprise=enterprise, content=content, category=category, source="visit"
    )
    assert (case.content, len(case.title)) == (content, 200)

"""What a person cannot do now is shown greyed with its reason, and refused in words."""

import datetime as dt

import pytest
from django.urls import reverse

from liaison.cases.admin.moving import FORWARD, blocked_for, buttons_for
from liaison.cases.services import file_case
from liaison.cases.situation import Situation
from liaison.core import clock


def blocked(walk, who) -> dict[str, str]:
    rows = blocked_for(Situation(walk.case, walk.people[who], walk.now.date()))
    return {label: row["reason"] for part in rows for row in part for label in row["labels"]}


def test_the_lead_sees_why_it_cannot_answer_yet(walk, support_unit):
    walk.to_handling(support_unit)
    onward, _ = blocked_for(Situation(walk.case, walk.people["lead"], walk.now.date()))
    assert onward[0]["labels"] == ["提交答复"]
    assert "免于回复" in onward[0]["reason"]


@pytest.mark.parametrize("who", ["officer", "office", "lead", "support", "supervisor"])
def test_nothing_is_both_offered_and_greyed(walk, support_unit, who):
    walk.to_handling(support_unit)
    shown = blocked(walk, who)
    assert all(reason.endswith("。") for reason in shown.values())
    assert "登记满意评价" not in shown


def first_button(walk, who) -> str:
    """Return the button that stands out, "" if none does."""
    first = next(iter(buttons_for(Situation(walk.case, walk.people[who], walk.now.date()))), {"direction": None})
    return first["label"] if first["direction"] == FORWARD else ""


def test_the_first_button_leads_onward_and_never_back(walk):
    planned = {"goal": "完成立项", "due_on": walk.now.date() + dt.timedelta(days=60)}
    seen = [first_button(walk, "office")]
    for name, inputs in (
        ("accept", {}), ("assign", {"lead": walk.units["lead"]}), ("sign", {}),
        ("answer", {"text": "已列入计划", "result": "B", **planned}), ("release_planned", {}),
        ("answer", {"text": "已办结", "result": "A"}), ("release", {}),
    ):  # fmt: skip
        walk.do(name, "lead" if name in ("sign", "answer") else "office", **inputs)
        seen.append(first_button(walk, "office"))
    assert seen == ["受理", "交办", "", "", "审核通过，转持续跟踪", "", "审核通过", "登记评价"]
    walk.do("merge", "office", into=another(walk), reason="重复")
    assert first_button(walk, "office") == ""


def another(walk):
    return file_case(
        by=walk.people["office"], now=walk.now, enterprise=walk.case.enterprise, content="用电",
        category=walk.case.category, source="visit",
    )  # fmt: skip


def test_a_unit_that_can_only_note_a_rating_is_told_so(walk):
    walk.to_followup()
    labels = [button["label"] for button in buttons_for(Situation(walk.case, walk.people["lead"], walk.now.date()))]
    assert labels == ["代录评价"]


def test_who_is_waited_for_is_said(walk):
    walk.accept().assign()
    assert blocked(walk, "lead")["提交答复"] == "先等主办单位签收。"


def test_a_move_that_is_not_possible_is_refused_in_words(walk, support_unit, client):
    walk.to_handling(support_unit)
    walk.case.handlings.update(due_on=clock.today())  # pages go by the real clock: its last day is today
    client.force_login(walk.people["lead"])
    said = {
        "answer": "尚未回复（最晚",
        "sign": "不能签收",
        "rate_close": "不能登记满意评价",
        "release": "不能审核通过",
        "recall": "只有协调办公室可以收回",
        "unmerge": "不能拆分恢复",
    }
    for name, words in said.items():
        response = client.post(reverse("admin:cases_case_move", args=[walk.case.pk, name]), follow=True)
        assert response.status_code == 200
        assert words in response.content.decode(), name
    assert "现在还不能办的" in response.content.decode()

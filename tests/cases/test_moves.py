"""Every (state, move, role) triple: legal ones write one event, all others are refused and write nothing."""

import datetime as dt

import pytest
from django.db import transaction

from liaison.cases.choices import ANSWERED_STATES, LED_STATES, OPEN_STATES, HandlingRole, State, WithdrawalCheck
from liaison.cases.models import Case, CaseEvent, ExtensionRequest, Handling, ReassignRequest
from liaison.cases.moves import MOVES
from liaison.cases.parties import Party
from liaison.cases.services import VERBS, file_case
from liaison.core.errors import Refused
from liaison.directory.models import Level, Role, Unit

from .conftest import make_unit, make_user

# Everyone who could come along, and which parties each of them is to the case.
PEOPLE: dict[str, set[Party]] = {
    "officer": {Party.FILER},
    "other_officer": set(),
    "office": {Party.OFFICE},
    "other_office": set(),
    "lead": {Party.LEAD},
    "support": {Party.SUPPORT},
    "other_handler": set(),
    "supervisor": {Party.SUPERVISOR},
    "admin": set(),
    "leaver": set(),
}

# What each move needs typed; the others need nothing.
INPUTS = {
    "answer_at_once": {"text": "已当场答复", "result": "A"},
    "send_back": {"reason": "请补充合同"},
    "reject": {"reason": "不属受理范围", "notice": "已电话告知"},
    "object": {"reason": "属于财政局职责"},
    "recall": {"reason": "交办有误"},
    "reassign": {"reason": "属税务局职责"},
    "succeed": {"reason": "机构改革"},
    "mark_judicial": {"reason": "已立案侦查"},
    "unmark_judicial": {"reason": "不属案件"},
    "dismiss_objection": {"reason": "属本局职责"},
    "reply": {"text": "同意"},
    "waive_reply": {"reason": "与本事项无关"},
    "ask_extension": {"days": 5, "reason": "需上级审批"},
    "refuse_extension": {"reason": "理由不充分"},
    "ask_pause": {"days": 5, "material": "贷款合同"},
    "refuse_pause": {"reason": "材料已齐"},
    "answer": {"text": "已解决", "result": "A"},
    "track": {"goal": "完成立项", "due_on": dt.date(2026, 9, 1), "reason": "列入计划"},
    "report_milestone": {"report": "已立项", "goal": "完成招标", "due_on": dt.date(2026, 10, 9)},
    "resume": {"reason": "条件具备"},
    "escalate": {"level": Level.PROVINCE, "reason": "本级已协调两次"},
    "supervise": {"reason": "请三日内答复"},
    "return_answer": {"reason": "答非所问"},
    "release_planned": {"goal": "完成立项", "due_on": dt.date(2026, 9, 1)},
    "rate_proxy": {"level": 4, "channel": "phone"},
    "unmerge": {"reason": "不是同一事项"},
    "rate_close": {"level": 4, "channel": "phone"},
    "rate_redo": {"level": 2, "channel": "phone", "comment": "没解决"},
    "rate_reassign": {"level": 1, "channel": "phone", "comment": "没解决"},
    "rate_explained": {"level": 1, "channel": "phone", "explanation": "政策所限，已说明"},
    "close_unrated": {"reason": "三次联系未果"},
    "reopen": {"reason": "问题反弹"},
    "reopen_unled": {"reason": "问题反弹"},
    "withdraw": {"reason": "企业自行解决"},
    "confirm_withdrawal": {"reason": "企业确认"},
    "restore": {"reason": "企业否认"},
    "merge": {"reason": "同一事项"},
}
UNLED = {"rate_reassign", "reopen_unled"}


@pytest.fixture
def people(case_officer, coordinator, lead_handler, support_handler, supervisor, admin_account, jilin_city):
    elsewhere = make_unit(jilin_city, "jilin-miit", "吉林市工信局")
    return {
        "officer": case_officer,
        "other_officer": make_user("officer2", Role.OFFICER),
        "office": coordinator,
        "other_office": make_user("office2", Role.COORDINATOR, region=jilin_city),
        "lead": lead_handler,
        "support": support_handler,
        "other_handler": make_user("handler2", Role.HANDLER, unit=elsewhere),
        "supervisor": supervisor,
        "admin": admin_account,
        "leaver": make_user("leaver", Role.HANDLER, unit=lead_handler.unit, is_active=False),
    }


@pytest.fixture
def stage(people, enterprise, category, lead_unit, support_unit, today, now):
    """Return ``stage(state, move) -> (case, inputs)``: a case in ``state`` in which the move's guards hold."""

    def make(number: int, state: State, *, led: bool = True, **facts) -> Case:
        led = state in LED_STATES or (led and state in ANSWERED_STATES)
        due = today + dt.timedelta(days=6)
        case = Case.objects.create(
            number=f"JL-2026-{number:06d}", enterprise=enterprise, title="续贷", content="续贷困难",
            category=category, source="visit", raised_on=today, filed_by=people["officer"], state=state,
            lead_unit=lead_unit if led else None, assigned_on=today if led else None,
            due_on=due if led else None, original_due_on=due if led else None,
            result="A" if state in ANSWERED_STATES else "",
            closed_on=today - dt.timedelta(days=20) if state in (State.CLOSED, State.ARCHIVED) else None,
            released_on=today - dt.timedelta(days=20) if state in ANSWERED_STATES else None,
            ended_on=None if state in OPEN_STATES else today,
            nature="help", **facts,
        )  # fmt: skip
        if led:
            Handling.objects.create(case=case, unit=lead_unit, role=HandlingRole.LEAD)
            Handling.objects.create(case=case, unit=support_unit, role=HandlingRole.SUPPORT, replied_on=today)
        return case

    def set_up(state: State, move: str) -> tuple[Case, dict]:
        inputs = dict(INPUTS.get(move, {}))
        target = make(1, State.ACCEPTED) if move == "merge" or state == State.MERGED else None
        facts = {"merged_into": target} if state == State.MERGED else {}
        if state == State.WITHDRAWN:
            facts["withdrawal_check"] = WithdrawalCheck.WAITING
        case = make(2, state, led=move not in UNLED, **facts)
        if move == "merge":
            inputs["into"] = target
        if move == "assign":
            inputs["lead"] = lead_unit
        if move in ("add_support", "reassign", "succeed"):
            tax = make_unit(enterprise.region, "nanguan-tax", "南关区税务局")
            inputs |= {"add_support": {"unit": tax}, "reassign": {"lead": tax}}.get(
                move, {"unit": support_unit, "to": tax}
            )
        _satisfy(case, move, inputs, by=people["lead"])
        case.refresh_from_db()
        return case, inputs

    def _satisfy(case, move, inputs, by):
        if move == "succeed":
            Unit.objects.filter(pk=support_unit.pk).update(valid_to=today)
            inputs["unit"] = Unit.objects.get(pk=support_unit.pk)
        if move == "release_planned" or (move == "track" and case.state == State.FOLLOWUP):
            Case.objects.filter(pk=case.pk).update(result="B")
        if move == "mark_judicial":
            Unit.objects.filter(pk=lead_unit.pk).update(function="gongan")
        if move == "unmark_judicial":
            Case.objects.filter(pk=case.pk).update(is_judicial=True, judicial_reason="已立案")
        if move in ("reply", "waive_reply"):
            case.handlings.filter(role=HandlingRole.SUPPORT).update(replied_on=None)
        if move == "waive_reply":
            inputs["unit"] = support_unit
        if move in ("uphold_objection", "dismiss_objection") and case.lead_unit_id:
            ReassignRequest.objects.create(case=case, unit=lead_unit, reason="不属", asked_by=by, asked_on=today)
        if move in ("grant_extension", "refuse_extension") and case.due_on:
            ExtensionRequest.objects.create(
                case=case, days=5, reason="需审批", due_before=case.due_on, asked_by=by, asked_on=today
            )
        if move == "resume_clock" and case.state == State.HANDLING:
            until = today + dt.timedelta(days=7)
            case.pauses.create(
                material="合同", started_on=today, until_on=until, granted_days=5, due_before=case.due_on
            )
            Case.objects.filter(pk=case.pk).update(is_paused=True, paused_until=until)
        if move in ("grant_pause", "refuse_pause"):
            case.pause_requests.create(days=5, reason="合同", asked_by=by, asked_on=today)
        if move in ("urge", "supervise") and case.due_on:
            past = today - dt.timedelta(days=5)
            Case.objects.filter(pk=case.pk).update(due_on=past, original_due_on=past)
        if move == "rate_explained":
            Case.objects.filter(pk=case.pk).update(redone_on_rating=True)

    return set_up


@pytest.mark.parametrize("move", MOVES)
def test_a_move_is_made_by_those_named_from_where_it_may_and_by_nobody_else(stage, people, move, now):
    for state in State:
        with transaction.atomic():
            _walk_roles(stage, people, state, move, now)
            transaction.set_rollback(True)


def _walk_roles(stage, people, state, move, now):
    rule = MOVES[move]
    case, inputs = stage(state, move)
    before = Case.objects.filter(pk=case.pk).values().get()
    events = CaseEvent.objects.filter(case=case)
    allowed = [name for name, parties in PEOPLE.items() if _is_legal(case, rule, parties)]
    for name in PEOPLE:
        if name not in allowed:
            with pytest.raises(Refused) as refusal:
                VERBS[move](case, by=people[name], now=now, **inputs)
            assert refusal.value.message
    assert not events.exists(), (state, move)
    assert Case.objects.filter(pk=case.pk).values().get() == before
    for name in allowed:
        with transaction.atomic():
            moved = VERBS[move](case, by=people[name], now=now, **inputs)
            event = events.get()
            assert (event.move, event.from_state, event.to_state) == (move, state, rule.target or state)
            assert moved.state == (rule.target or state)
            assert event.actor == people[name]
            transaction.set_rollback(True)


def _is_legal(case, rule, parties) -> bool:
    """Say by the table alone; a case that nobody leads has no unit to act for it."""
    if not case.lead_unit_id:
        parties = parties - {Party.LEAD, Party.SUPPORT}
    return case.state in rule.sources and bool(parties & set(rule.who))


@pytest.mark.parametrize("move", [name for name in INPUTS if name not in ("rate_close", "rate_proxy", "succeed")])
def test_what_a_move_needs_must_be_filled_in(stage, people, move, now):
    """A blank reason (or text, or note) is refused with a sentence that asks for it."""
    rule = MOVES[move]
    case, inputs = stage(rule.sources[0], move)
    blank = {name: "" if isinstance(value, str) else value for name, value in inputs.items()}
    by = next(people[name] for name, parties in PEOPLE.items() if parties & set(rule.who))
    with pytest.raises(Refused):
        VERBS[move](case, by=by, now=now, **blank)
    assert not CaseEvent.objects.filter(case=case).exists()


def test_every_move_has_its_verb():
    assert set(VERBS) == set(MOVES)


def test_a_stranger_cannot_file(people, enterprise, category, now):
    for name in ("lead", "supervisor", "admin", "other_officer", "other_office"):
        with pytest.raises(Refused):
            file_case(by=people[name], now=now, enterprise=enterprise, content="x", category=category, source="visit")
    assert not Case.objects.exists()

"""A move, as a page: what it will do, the few fields it needs, one button. GET asks, POST moves."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from liaison.cases import services
from liaison.cases.choices import State
from liaison.cases.lights import light_of
from liaison.cases.moves import MOVES, Move, blocked_moves, goes_onward, legal_moves, next_moves
from liaison.core import clock
from liaison.core.errors import Refused

from .checks import RATE
from .forms import FORMS
from .icons import icon_of
from .pages import find, frame, posted, situation_of

RATE_TITLE = "登记评价"


# Asked of the office, so first among its buttons although the state stays.
_DECISIONS = (
    "uphold_objection",
    "dismiss_objection",
    "grant_extension",
    "refuse_extension",
    "grant_pause",
    "refuse_pause",
)
_ASIDE = (State.DRAFT, State.REJECTED, State.TRACKING, State.WITHDRAWN, State.MERGED)
# Steps on the way although the table's states alone do not tell.
_ONWARD = (*_DECISIONS, "reply", "report_milestone", "release_planned", "rate_close", "rate_redo", "rate_reassign")
FORWARD, BESIDE, AWAY = range(3)


def buttons_for(situation) -> list[dict]:
    """Return the buttons of the moves legal for this person now, the way onward first; rating moves share one."""
    shown: dict[str, dict] = {}
    state = situation.case.state
    for move in sorted(legal_moves(situation), key=lambda move: _direction(move, state)):
        name, label, icon = move.name, _label(move), icon_of(move.name)
        if name.startswith("rate_"):
            name, icon = RATE, "thumbs_up_down"
        shown.setdefault(name, {"name": name, "label": label, "icon": icon, "direction": _direction(move, state)})
    return list(shown.values())


def blocked_for(situation) -> tuple[list[dict], list[dict]]:
    """Return what this person cannot do now, with reasons: the ways onward, and the rest; alike reasons stand once."""
    offered = {button["label"] for button in buttons_for(situation)}
    onward: dict[str, dict] = {}
    aside: dict[str, dict] = {}
    for move, reason in [*blocked_moves(situation), *next_moves(situation)]:
        label, state = _label(move), situation.case.state
        if label in offered:
            continue
        waits = move.name in _DECISIONS or state not in move.sources or _direction(move, state) != FORWARD
        row = (aside if waits else onward).setdefault(
            reason, {"reason": reason, "icon": icon_of(move.name), "labels": []}
        )
        if label not in row["labels"]:
            row["labels"].append(label)
    return list(onward.values()), list(aside.values())


def _direction(move: Move, state: str) -> int:
    """Return whether ``move`` brings a case in ``state`` onward; what leads back is never the first button."""
    if move.name in _ONWARD or goes_onward(move, state):
        return FORWARD
    return AWAY if move.target in _ASIDE else BESIDE


def _label(move: Move) -> str:
    """Return the words of the move's button; rating moves share one, unless one only notes what a unit was told."""
    return RATE_TITLE if move.name.startswith("rate_") and move.name != "rate_proxy" else move.label


def move_page(request, pk: int, name: str):
    case = find(request, pk)
    situation = situation_of(request, case)
    if name.startswith("rate_"):
        name = RATE
    if refusal := _refusal(situation, name):
        messages.error(request, refusal)
        return redirect("admin:cases_case_page", case.pk)
    form = FORMS[name](situation, posted(request))
    if form.is_bound and form.is_valid():
        try:
            _perform(name, case, by=request.user, now=clock.now(), **form.inputs())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{case.number} 已{_title(name)}。")
            return redirect("admin:cases_case_page", case.pk)
    context = frame(
        request,
        f"{_title(name)}：{case.number}",
        case=case,
        form=form,
        submit=_title(name),
        effect=MOVES[name].effect if name in MOVES else "",
        light=light_of(case, situation.today, situation.calendar),
    )
    return TemplateResponse(request, "cases/move.html", context)


def _title(name: str) -> str:
    return RATE_TITLE if name == RATE else MOVES[name].label


def _refusal(situation, name: str) -> str:
    if name not in FORMS:
        raise Http404("没有这项操作。")
    if name != RATE:
        return MOVES[name].refusal(situation)
    ratings: list[Move] = [move for move in MOVES.values() if move.name.startswith("rate_")]
    reasons = [move.refusal(situation) for move in ratings]
    if "" in reasons:
        return ""
    return next(
        (reason for move in ratings if (reason := move.obstacle(situation))), MOVES["rate_close"].refusal(situation)
    )


def _perform(name: str, case, **inputs):
    return services.rate(case, **inputs) if name == RATE else services.perform(case, name, **inputs)

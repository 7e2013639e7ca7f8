"""A move, as a page: what it will do, the few fields it needs, one button. GET asks, POST moves."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from liaison.cases import services
from liaison.cases.lights import light_of
from liaison.cases.moves import MOVES, Move, legal_moves
from liaison.core import clock
from liaison.core.errors import Refused

from .forms import FORMS
from .pages import find, frame, situation_of

RATE = "rate"
RATE_TITLE = "登记评价"


def buttons_for(situation) -> list[dict]:
    """Return the buttons of the moves legal for this person now; the rating moves share one."""
    shown, rating = [], False
    for move in legal_moves(situation):
        if move.name.startswith("rate_"):
            if not rating:
                shown.append({"name": RATE, "label": RATE_TITLE, "icon": "thumbs_up_down"})
            rating = True
        else:
            shown.append({"name": move.name, "label": move.label, "icon": move.icon})
    return shown


def move_page(request, pk: int, name: str):
    case = find(request, pk)
    situation = situation_of(request, case)
    if refusal := _refusal(situation, name):
        messages.error(request, refusal)
        return redirect("admin:cases_case_page", case.pk)
    form = FORMS[name](situation, request.POST or None)
    bound = request.method == "POST"
    if bound and not form.fields:
        form = FORMS[name](situation, {"_": ""})
    if bound and form.is_valid():
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
    return "" if "" in reasons else reasons[0]


def _perform(name: str, case, **inputs):
    return services.rate(case, **inputs) if name == RATE else services.perform(case, name, **inputs)

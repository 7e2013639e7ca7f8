"""Random lives of cases, and a diary of what anybody could have seen at the end of each day: plain rows."""

import datetime as dt
import random
from dataclasses import dataclass

from liaison.cases.choices import OPEN_STATES, RUNNING_STATES, HandlingRole
from liaison.cases.models import Case
from liaison.cases.moves import legal_moves
from liaison.cases.services import VERBS, file_case
from liaison.cases.situation import Situation
from liaison.core.errors import Refused
from liaison.core.workdays import WorkCalendar

from .test_moves import INPUTS

BOUND = ("department",)


@dataclass(frozen=True)
class Seen:
    """One case on one evening; ``late`` by the deadline that stood there then."""

    number: str
    unit: str
    ranked: bool
    late: bool


def look(day: dt.date) -> list[Seen]:
    """Return what is in hand on ``day``, read from the cases themselves, row by row."""
    seen = []
    for case in Case.objects.select_related("lead_unit"):
        if case.state not in OPEN_STATES or case.submitted_on is None:
            continue
        runs = case.state in RUNNING_STATES and not (case.is_paused and case.paused_until >= day)
        ranked = not case.is_judicial and (case.lead_unit is None or case.lead_unit.kind in BOUND)
        seen.append(
            Seen(
                case.number,
                str(case.lead_unit_id or ""),
                ranked,
                bool(runs and ranked and case.due_on and case.due_on < day),
            )
        )
    return seen


def live(walk, *, days: int, seed: int, more: int = 8, without: tuple[str, ...] = ()) -> dict[dt.date, list[Seen]]:
    """Let ``more`` cases and that of ``walk`` live for ``days`` days; return the diary by day."""
    chance, now, diary = random.Random(seed), walk.now, {}
    cases = [walk.case]
    for day in range(days):
        today = (now + dt.timedelta(days=day)).date()
        moment = now + dt.timedelta(days=day)
        if len(cases) <= more and chance.random() < 0.5:
            cases.append(_file(walk, moment, submit=chance.random() < 0.8))
        for _ in range(chance.randrange(4)):
            _step(walk, chance, cases, moment, today, without)
        diary[today] = look(today)
    return diary


def _file(walk, moment, submit):
    return file_case(
        by=walk.people["officer"], now=moment, enterprise=walk.case.enterprise, content="续贷困难",
        category=walk.case.category, source="visit", submit=submit,
    )  # fmt: skip


def _step(walk, chance, cases, moment, today, without) -> None:
    case = Case.objects.get(pk=chance.choice(cases).pk)
    who = chance.choice(sorted(walk.people))
    situation = Situation(case, walk.people[who], today, WorkCalendar.load())
    offered = [move.name for move in legal_moves(situation) if move.name not in without]
    # Ends of the way come up seldom, so that lives grow long.
    offered = [name for name in offered if name not in ("reject", "merge", "withdraw") or chance.random() < 0.2]
    if not offered:
        return
    name = chance.choice(offered)
    try:
        VERBS[name](case, by=walk.people[who], now=moment, **_inputs(walk, chance, name, case, cases, today))
    except Refused as refusal:
        assert refusal.message


def _inputs(walk, chance, name, case, cases, today) -> dict:
    inputs = dict(INPUTS.get(name, {}))
    if "due_on" in inputs:
        inputs["due_on"] = today + dt.timedelta(days=chance.randrange(1, 20))
    if name == "assign":
        unit = walk.units[chance.choice(["lead", "lead", "court"])]
        inputs |= {"lead": unit, "supports": [(walk.units["support"], HandlingRole.SUPPORT)] if day_odd(today) else []}
    if name == "reassign":
        inputs["lead"] = walk.units[chance.choice(["lead", "court", "support"])]
    if name in ("waive_reply", "add_support"):
        inputs["unit"] = walk.units["support"]
    if name == "merge":
        inputs["into"] = chance.choice([other for other in cases if other.pk != case.pk] or [case])
    return inputs


def day_odd(day: dt.date) -> bool:
    return day.day % 2 == 1

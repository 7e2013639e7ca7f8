"""What a move on a main case does to those merged into it: they get its answer, follow it, or come back."""

from ..choices import State, TermKind
from ..models import Case
from ..moves import BROUGHT_BACK, FOLLOWED, MAIN_ANSWERED
from .engine import Step, back_to_work, dismiss_units, finish_as
from .intake import mark_submitted
from .states import enter


def bring_back(step: Step, why: str) -> None:
    """Let what was merged into the step's case go its own way again: the main case ends without an answer."""
    back = step.duplicates
    for row in back:
        part = step.beside(row)
        part.reason, part.details = why, {"main": step.case.number}
        stand_alone(part)
        finish_as(part, BROUGHT_BACK)
    if back:
        step.details["brought_back"] = [row.number for row in back]


def stand_alone(step: Step) -> None:
    """Take the step's case out of the one it was merged into: 待交办, or 待受理 where nobody accepted it yet."""
    case, told = step.case, step.details
    back_to_work(step)
    dismiss_units(step)
    step.details = told
    case.merged_into = case.original_due_on = None
    if case.accepted_on:
        enter(case, State.ACCEPTED, on=step.today)
    else:
        step.terms[TermKind.ACCEPT] = mark_submitted(case, step)


def follow(step: Step, main: Case) -> None:
    """Let what was merged into the step's case follow it into ``main``, so that one step always leads to the answer."""
    for row in step.duplicates:
        part = step.beside(row)
        row.merged_into = main
        part.reason, part.details = step.reason, {"into": main.number}
        finish_as(part, FOLLOWED)


def tell_answer(step: Step) -> None:
    """Note with each merged case that the answer of the step's case went to its enterprise, too."""
    case = step.case
    for row in step.duplicates:
        part = step.beside(row)
        part.details = {"main": case.number, "result": case.result}
        finish_as(part, MAIN_ANSWERED)
    step.details["enterprises"] = [row.enterprise.name for row in (case, *step.duplicates)]

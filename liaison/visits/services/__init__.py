"""The verbs of the room: log, complete, amend; promise, keep; hold an event."""

from .amending import AMENDABLE, amend_visit, complete_visit
from .events import Attendance, HeldEvent, hold_event
from .follow_ups import complete_follow_up, reopen_follow_up
from .log import ASSIGNED, FollowUpInput, ProblemInput, check_visit, log_visit, promise, submit
from .news import problems_raised

__all__ = [
    "AMENDABLE",
    "ASSIGNED",
    "Attendance",
    "FollowUpInput",
    "HeldEvent",
    "ProblemInput",
    "amend_visit",
    "check_visit",
    "complete_follow_up",
    "complete_visit",
    "hold_event",
    "log_visit",
    "problems_raised",
    "promise",
    "reopen_follow_up",
    "submit",
]

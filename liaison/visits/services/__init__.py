"""The verbs of the room: log, complete, amend; promise, keep; hold an event."""

from .amending import AMENDABLE, amend_visit, open_fields, shown
from .events import Attendance, HeldEvent, hold_event
from .follow_ups import complete_follow_up, reopen_follow_up
from .log import (
    FollowUpInput,
    ProblemInput,
    add_promises,
    check_visit,
    log_visit,
    promise,
    raise_problems,
    submit,
    unix_lines,
)

__all__ = [
    "AMENDABLE",
    "Attendance",
    "FollowUpInput",
    "HeldEvent",
    "ProblemInput",
    "add_promises",
    "amend_visit",
    "check_visit",
    "complete_follow_up",
    "hold_event",
    "log_visit",
    "open_fields",
    "promise",
    "raise_problems",
    "reopen_follow_up",
    "shown",
    "submit",
    "unix_lines",
]

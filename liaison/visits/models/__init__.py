"""走访: what happened at the enterprise, what was raised there, what was promised, what was put right later."""

from ..choices import Method, Precision
from .amendments import VisitAmendment
from .due import DueEnterprise
from .events import EventKind, VisitEvent
from .follow_up_spans import FollowUpSpan
from .follow_ups import FollowUp
from .papers import MinutesTemplate
from .passed_on import PassedOn
from .visits import Problem, Visit

__all__ = [
    "DueEnterprise",
    "EventKind",
    "FollowUp",
    "FollowUpSpan",
    "Method",
    "MinutesTemplate",
    "PassedOn",
    "Precision",
    "Problem",
    "Visit",
    "VisitAmendment",
    "VisitEvent",
]

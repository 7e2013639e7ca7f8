"""诉求 and everything that hangs on one."""

from .arrears import Arrears, Instalment, Payment
from .case import Case
from .categories import Category
from .common import CommonIssue
from .events import AppendOnly, CaseEvent
from .handling import Handling
from .numbers import CaseCounter
from .papers import Attachment, CaseComment, CaseDocument, LetterTemplate
from .progress import Milestone, Pause, Rating
from .querysets import DUE_SOON_DAYS, CaseQuerySet
from .requests import ExtensionRequest, ReassignRequest
from .rules import DeadlineRule

__all__ = [
    "DUE_SOON_DAYS",
    "AppendOnly",
    "Arrears",
    "Attachment",
    "Case",
    "CaseComment",
    "CaseCounter",
    "CaseDocument",
    "CaseEvent",
    "CaseQuerySet",
    "Category",
    "CommonIssue",
    "DeadlineRule",
    "ExtensionRequest",
    "Handling",
    "Instalment",
    "LetterTemplate",
    "Milestone",
    "Pause",
    "Payment",
    "Rating",
    "ReassignRequest",
]

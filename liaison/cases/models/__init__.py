"""诉求 and everything that hangs on one."""

from .arrears import Arrears, Instalment, Payment
from .case import Case
from .categories import Category
from .common import CommonIssue
from .events import AppendOnly, CaseEvent
from .finding import numbers_in
from .handling import Handling
from .numbers import CaseCounter, LetterCounter
from .papers import Attachment, CaseComment, CaseDocument, LetterTemplate
from .progress import Milestone, Pause, Rating
from .querysets import DUE_SOON_DAYS, CaseQuerySet
from .requests import ExtensionRequest, PauseRequest, ReassignRequest
from .rules import DeadlineRule
from .spans import OVERDUE, CaseSpan
from .terms import DAY_OF, Term

__all__ = [
    "DAY_OF",
    "DUE_SOON_DAYS",
    "OVERDUE",
    "AppendOnly",
    "Arrears",
    "Attachment",
    "Case",
    "CaseComment",
    "CaseCounter",
    "CaseDocument",
    "CaseEvent",
    "CaseQuerySet",
    "CaseSpan",
    "Category",
    "CommonIssue",
    "DeadlineRule",
    "ExtensionRequest",
    "Handling",
    "Instalment",
    "LetterCounter",
    "LetterTemplate",
    "Milestone",
    "Pause",
    "PauseRequest",
    "Payment",
    "Rating",
    "ReassignRequest",
    "Term",
    "numbers_in",
]

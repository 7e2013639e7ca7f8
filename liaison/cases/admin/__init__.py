"""诉求 in the admin: the list as work queues, one page a case, one small page a move."""

from .case import CaseAdmin
from .reference import CategoryAdmin, CommonIssueAdmin, LetterTemplateAdmin
from .rules import DeadlineRuleAdmin

__all__ = ["CaseAdmin", "CategoryAdmin", "CommonIssueAdmin", "DeadlineRuleAdmin", "LetterTemplateAdmin"]

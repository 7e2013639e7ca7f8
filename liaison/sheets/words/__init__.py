"""Words from closed lists, mapped to the codes of the rooms below.

The codes are those of ``liaison.enterprises.choices``, ``liaison.visits.models``, ``liaison.cases.choices`` and
``liaison.directory.models.Level``; a test holds them together. Blank is never "no".
"""

from .cases import CASE_STATUS, CaseStatus, parse_case_status, parse_nature, parse_rating, parse_source, parse_urgency
from .enterprises import parse_above_scale, parse_enterprise_status, parse_ownership, parse_size, parse_srdi, parse_tier
from .general import parse_level, parse_yes_no
from .industries import parse_industry
from .visits import parse_method

__all__ = [
    "CASE_STATUS",
    "CaseStatus",
    "parse_above_scale",
    "parse_case_status",
    "parse_enterprise_status",
    "parse_industry",
    "parse_level",
    "parse_method",
    "parse_nature",
    "parse_ownership",
    "parse_rating",
    "parse_size",
    "parse_source",
    "parse_srdi",
    "parse_tier",
    "parse_urgency",
    "parse_yes_no",
]

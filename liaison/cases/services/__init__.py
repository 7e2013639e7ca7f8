"""The verbs of the loop. Importing the package fills ``engine.VERBS``, one verb for each move of the table."""

from .assigning import assign_many
from .closing import rate
from .engine import VERBS, perform
from .intake import file_case, file_problems
from .numbers import allocate_numbers
from .reassigning import succeed_many

from . import handling, leaving, pausing  # isort: skip  - registers their verbs

__all__ = [
    "VERBS",
    "allocate_numbers",
    "assign_many",
    "file_case",
    "file_problems",
    "handling",
    "leaving",
    "pausing",
    "perform",
    "rate",
    "succeed_many",
]

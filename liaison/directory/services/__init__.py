"""Verbs of the directory: keep regions derived, find or create the people named in ledgers, keep filters."""

from .filters import keep_filter
from .officers import OfficerInput, create_officer, ensure_officers
from .order import append_ranks, close_gaps
from .regions import rebuild_regions
from .retiring import switch_off
from .successors import successor_of

__all__ = [
    "OfficerInput",
    "append_ranks",
    "close_gaps",
    "create_officer",
    "ensure_officers",
    "keep_filter",
    "rebuild_regions",
    "successor_of",
    "switch_off",
]

"""Verbs of the directory: keep regions derived, find or create the people named in ledgers."""

from .officers import OfficerInput, create_officer, ensure_officers
from .regions import rebuild_regions

__all__ = ["OfficerInput", "create_officer", "ensure_officers", "rebuild_regions"]

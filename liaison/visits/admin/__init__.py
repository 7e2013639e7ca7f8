from .follow_ups import FollowUpAdmin
from .visits import VisitAdmin

__all__ = ["FollowUpAdmin", "VisitAdmin"]

from .due import DueEnterpriseAdmin
from .follow_ups import FollowUpAdmin
from .visits import VisitAdmin

__all__ = ["DueEnterpriseAdmin", "FollowUpAdmin", "VisitAdmin"]

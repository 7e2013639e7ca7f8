from .due import DueEnterpriseAdmin
from .events import MinutesTemplateAdmin, VisitEventAdmin
from .follow_ups import FollowUpAdmin
from .visits import VisitAdmin

__all__ = ["DueEnterpriseAdmin", "FollowUpAdmin", "MinutesTemplateAdmin", "VisitAdmin", "VisitEventAdmin"]

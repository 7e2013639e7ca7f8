"""企业: the enterprise, its people, its other names, its tags, and what became of it."""

from ..choices import IndustrySection, Ownership, Size, SrdiLevel, Status, Tier
from .details import Absence, AliasKind, EnterpriseAlias, EnterpriseContact, StatusChange
from .enterprise import Enterprise, EnterpriseQuerySet, Tag, enterprise_shows, enterprises_of
from .merge import Merge

__all__ = [
    "Absence",
    "AliasKind",
    "Enterprise",
    "EnterpriseAlias",
    "EnterpriseContact",
    "EnterpriseQuerySet",
    "IndustrySection",
    "Merge",
    "Ownership",
    "Size",
    "SrdiLevel",
    "Status",
    "StatusChange",
    "Tag",
    "Tier",
    "enterprise_shows",
    "enterprises_of",
]

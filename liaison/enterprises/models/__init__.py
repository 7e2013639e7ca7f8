"""企业: the enterprise, its people, its other names, its tags, and what became of it."""

from .details import AliasKind, EnterpriseAlias, EnterpriseContact, StatusChange
from .enterprise import Enterprise, EnterpriseQuerySet, Tag
from .merge import Merge

__all__ = [
    "AliasKind",
    "Enterprise",
    "EnterpriseAlias",
    "EnterpriseContact",
    "EnterpriseQuerySet",
    "Merge",
    "StatusChange",
    "Tag",
]

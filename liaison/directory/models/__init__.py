"""Who and where: regions, units, leaders with their posts over time, users and their saved filters."""

from .filters import SavedFilter
from .leaders import Leader, LeaderQuerySet, Tenure, leaders_of
from .regions import Level, Region, RegionAlias, RegionQuerySet
from .units import Unit, UnitAlias, UnitKind
from .users import Role, User, users_of

__all__ = [
    "Leader",
    "LeaderQuerySet",
    "Level",
    "Region",
    "RegionAlias",
    "RegionQuerySet",
    "Role",
    "SavedFilter",
    "Tenure",
    "Unit",
    "UnitAlias",
    "UnitKind",
    "User",
    "leaders_of",
    "users_of",
]

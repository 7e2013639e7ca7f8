"""The four ledgers as data."""

from .base import Field, Kind
from .cases import CASES
from .enterprises import ENTERPRISES
from .leaders import LEADERS
from .shared import GROUPS
from .visits import VISITS

KINDS: dict[str, Kind] = {k.name: k for k in (LEADERS, ENTERPRISES, VISITS, CASES)}

__all__ = ["GROUPS", "KINDS", "Field", "Kind"]

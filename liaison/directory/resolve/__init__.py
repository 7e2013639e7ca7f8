"""From what people write to the region or unit they mean; never a guess.

Resolvers are loaded once and then answer from memory: one import asks thousands of times.
"""

from .common import Resolution
from .regions import RegionResolver
from .units import UnitResolver

__all__ = ["RegionResolver", "Resolution", "UnitResolver"]

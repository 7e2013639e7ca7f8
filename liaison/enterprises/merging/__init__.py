"""合并重复企业: two records of one enterprise become one, by a list of steps that can be walked back.

``plan`` looks at every row of every room that points at the duplicate (generic over the model's relations, so a new
room needs nothing here) and says what each will become; ``merge`` does exactly that in one transaction and keeps the
steps in a ``Merge`` row; ``undo`` walks them back. Where both records hold what may exist once only (two primary
contacts, two leaders of one level), a person decides: the room that owns the rule hands in a :class:`Resolver`.
"""

from .clashes import LOSER, WINNER, Clash, Drop, Patch, Resolver
from .plan import MergeRefused, Plan, plan
from .walk import merge, undo

__all__ = [
    "LOSER",
    "WINNER",
    "Clash",
    "Drop",
    "MergeRefused",
    "Patch",
    "Plan",
    "Resolver",
    "merge",
    "plan",
    "undo",
]

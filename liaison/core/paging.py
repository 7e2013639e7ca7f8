"""Counting without scanning: a page never walks a large table in order to number itself."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

COUNT_CAP = 10_000


class AtLeast(int):
    """A count that stopped counting: an ``int`` for arithmetic that people read as ``10000+``."""

    def __str__(self) -> str:
        return f"{COUNT_CAP}+"


class CappedPaginator(Paginator):
    """Counts at most :data:`COUNT_CAP` rows and says ``10000+`` beyond."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if not hasattr(rows, "order_by"):
            return len(rows)
        counted = rows.order_by()[: COUNT_CAP + 1].count()
        return AtLeast(COUNT_CAP) if counted > COUNT_CAP else counted

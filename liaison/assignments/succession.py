"""Who stands today in the place of somebody who handed an enterprise over: what is saved late belongs to them.

The rule is the hand-over's own (``handover.Transfer``): from the moment it is arranged, open things belong to the
successor. So what is promised or filed by the predecessor afterwards goes the same way.
"""

from dataclasses import dataclass

from liaison.core.dated import earliest_first
from liaison.directory.models import Leader, User
from liaison.enterprises.models import Enterprise

from .handover import HANDED_OVER
from .models import Assignment


@dataclass(frozen=True)
class Succession:
    """The assignments of one enterprise, past and future. Load it under the enterprise's lock."""

    rows: tuple[Assignment, ...]

    @classmethod
    def of(cls, enterprise: Enterprise) -> "Succession":
        rows = Assignment.objects.filter(enterprise=enterprise).select_related("officer", "leader")
        return cls(tuple(rows.order_by(earliest_first("start_on"), "pk")))

    def officer(self, officer: User | None) -> User | None:
        """Return who keeps what ``officer`` would keep: the successor where there is one, else ``officer``."""
        follower = self._follower("officer_id", officer)
        return follower.officer if follower else officer

    def leader(self, leader: Leader | None) -> Leader | None:
        """Return the leader in whose name goes on what would go on in ``leader``'s."""
        follower = self._follower("leader_id", leader)
        return follower.leader if follower else leader

    def _follower(self, column: str, person: User | Leader | None) -> Assignment | None:
        """Return the last assignment after all of ``person``'s, at the same level; None while they go on serving."""
        if person is None:
            return None
        mine = [row for row in self.rows if getattr(row, column) == person.pk]
        if not mine:
            return self._taken_over(column, person)
        if any(row.end_on is None for row in mine):
            return None
        last = max(mine, key=lambda row: row.end_on)
        later = [row for row in self.rows if row.level == last.level and row.start_on and row.start_on > last.end_on]
        served = [row for row in later if getattr(row, column) and (column != "officer_id" or row.officer.is_active)]
        return served[-1] if served else None

    def _taken_over(self, column: str, person: User | Leader) -> Assignment | None:
        """Return the assignment that was ``person``'s and passed on whole, before its first day, leaving no row."""
        living = {row.pk: row for row in self.rows if getattr(row, column)}
        held = Assignment.history.filter(id__in=living, **{column: person.pk}).values("id")
        passed = Assignment.history.filter(id__in=held, history_change_reason__endswith=HANDED_OVER)
        return living.get(passed.values_list("id", flat=True).first())


def last_day_served(officer: User, enterprise_id: int):
    """Return the last day on which ``officer`` served the enterprise, None where they never did or still do so."""
    ends = Assignment.objects.filter(officer=officer, enterprise=enterprise_id).values_list("end_on", flat=True)
    return max(ends, default=None) if None not in ends else None

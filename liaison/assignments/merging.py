"""What merging two enterprises asks about their leaders: on any one day one level has one leader."""

from liaison.core.dated import earliest_first
from liaison.directory.models import Level
from liaison.enterprises.merging import LOSER, WINNER, Clash, Drop
from liaison.enterprises.models import Enterprise

from .assigning import overlap
from .models import Assignment


def leaders_of_one_level(winner: Enterprise, loser: Enterprise) -> list[Clash]:
    """Ask once for each level at which the two records' periods overlap; only overlapping rows are dropped."""
    rows = list(
        Assignment.objects.filter(enterprise__in=[winner, loser])
        .select_related("leader")
        .order_by(earliest_first("start_on"), "pk")
    )
    raised = []
    for level in Level:
        ours = [row for row in rows if row.level == level and row.enterprise_id == winner.pk]
        theirs = [row for row in rows if row.level == level and row.enterprise_id == loser.pk]
        clashing = [(one, other) for one in ours for other in theirs if overlap(one, other)]
        if clashing:
            raised.append(_clash(level, clashing))
    return raised


def _clash(level: Level, pairs: list[tuple[Assignment, Assignment]]) -> Clash:
    ours = list(dict.fromkeys(one for one, _ in pairs))
    theirs = list(dict.fromkeys(other for _, other in pairs))
    return Clash(
        f"leader-{level}",
        f"两条记录在同一时间各有{level.label}联系领导，合并后保留哪一方（另一方重叠的联系关系不再保留）",
        {WINNER: _words(ours), LOSER: _words(theirs)},
        {WINNER: [Drop(row) for row in theirs], LOSER: [Drop(row) for row in ours]},
    )


def _words(rows: list[Assignment]) -> str:
    return "；".join(f"{row.leader}（{row.period}）" for row in rows)

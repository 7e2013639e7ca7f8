"""One module a kind of ledger: how its rows are planned and written."""

from liaison.ledgers.models import Kind

from .base import Context, Planner, RowPlan, Sheet
from .cases import CasesPlanner
from .enterprises import EnterprisesPlanner
from .leaders import LeadersPlanner
from .visits import VisitsPlanner

PLANNERS: dict[str, type[Planner]] = {
    Kind.LEADERS: LeadersPlanner,
    Kind.ENTERPRISES: EnterprisesPlanner,
    Kind.VISITS: VisitsPlanner,
    Kind.CASES: CasesPlanner,
}

__all__ = ["PLANNERS", "Context", "Planner", "RowPlan", "Sheet"]

from liaison.core.listing import ListAction, ListFilter
from liaison.core.moved import Explainer
from liaison.core.navigation import LEDGERS, Entry
from liaison.core.rooms import EVERYBODY, Permits, Room
from liaison.core.scope import Grant
from liaison.enterprises import listing
from liaison.enterprises.arrivals import Awaits
from liaison.enterprises.merging import Resolver
from liaison.enterprises.models import Enterprise
from liaison.enterprises.page import Headline, Section

from . import claims, enterprise_parts, grants, merging, movers, tree, whereabouts
from .bulk_assign import assign_selected
from .filters import LeaderStateFilter
from .handover import Mover
from .models import Assignment
from .serving import Serves, leaders_officers

ROOM = Room(
    Permits(EVERYBODY, "assignments.view_assignment"),
    Permits("coordinator", "assignments.add_assignment", "assignments.change_assignment"),
    Permits("coordinator supervisor", "assignments.view_pendinglink"),
    Entry(
        LEDGERS,
        40,
        "联系关系",
        "diversity_3",
        "admin:assignments_assignment_changelist",
        "assignments.view_assignment",
    ),
    Entry(LEDGERS, 60, "联系分布", "account_tree", "admin:assignments_tree", "assignments.view_assignment"),
    Entry(LEDGERS, 70, "空缺情况", "person_off", "admin:assignments_vacancies", "assignments.view_assignment"),
    Entry(LEDGERS, 80, "办理交接", "swap_horiz", "admin:assignments_handover", "assignments.change_assignment"),
    Entry(
        LEDGERS,
        90,
        "待认领联系",
        "link_off",
        "admin:assignments_pendinglink_changelist",
        "assignments.view_pendinglink",
    ),
    Grant(Enterprise, grants.enterprises_served),
    Headline(order=10, facts=enterprise_parts.leaders_and_officers),
    Section("assignments", "联系关系", order=10, render=enterprise_parts.assignments),
    listing.Column(
        "leaders", "联系领导", order=30, text=enterprise_parts.leaders, prefetch=enterprise_parts.with_leaders
    ),
    ListFilter(Enterprise, LeaderStateFilter),
    ListAction(Enterprise, "assign_leader", "分配联系领导", assign_selected, "assignments.add_assignment"),
    Serves(leaders_officers),
    Mover("未读的提醒", preview=movers.preview, apply=movers.apply),
    Mover("待认领的联系", preview=claims.preview_passing_on, apply=claims.pass_on),
    Awaits(claims.join_arrivals),
    Resolver(Assignment, merging.leaders_of_one_level),
    Explainer(Enterprise, whereabouts.passed_to_another_officer),
    Explainer(Assignment, whereabouts.at_enterprise("enterprise")),
    *tree.OWN_COLUMNS,
)

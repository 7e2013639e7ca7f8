from liaison.assignments import tree
from liaison.assignments.handover import Mover
from liaison.assignments.whereabouts import at_enterprise
from liaison.core.calendar_changes import CalendarWords
from liaison.core.moved import Explainer
from liaison.core.navigation import BASICS, LEDGERS, Entry, Group
from liaison.core.rooms import EVERYBODY, Check, Permits, ReferenceData, Room
from liaison.core.scope import Grant
from liaison.directory.unit_page import UnitNote
from liaison.enterprises.models import Enterprise
from liaison.enterprises.page import Button, Section
from liaison.reminders.kinds import ReminderKind
from liaison.visits.links import NextStep
from liaison.visits.models import Visit
from liaison.visits.services.news import ProblemsRaised

from . import (
    calendar_words,
    deadlines,
    enterprise_parts,
    grants,
    movers,
    queues,
    raising,
    reminders,
    tree_columns,
    unit_parts,
    whereabouts,
)
from .models import Case
from .services.reference import load_categories

HANDLING = Group("诉求办理", 20)
LIST = "admin:cases_case_changelist"

ROOM = Room(
    Permits(
        EVERYBODY,
        "cases.view_case",
        "cases.view_category",
        "cases.view_commonissue",
        "cases.view_deadlinerule",
    ),
    Permits("officer coordinator", "cases.add_case", "cases.change_case"),
    Permits(
        "coordinator",
        "cases.add_category",
        "cases.change_category",
        "cases.add_commonissue",
        "cases.change_commonissue",
        "cases.add_deadlinerule",
        "cases.change_deadlinerule",
        "cases.delete_deadlinerule",
        "cases.view_lettertemplate",
        "cases.add_lettertemplate",
        "cases.change_lettertemplate",
        "cases.delete_lettertemplate",
    ),
    Entry(HANDLING, 10, "全部诉求", "forum", LIST, "cases.view_case"),
    Entry(HANDLING, 20, "走访问题转诉求", "playlist_add_check", "admin:cases_case_problems", shows=queues.shows_intake),
    *(
        Entry(
            HANDLING,
            order,
            queue.title,
            queue.icon,
            LIST,
            query=f"queue={queue.key}",
            shows=queues.shows(queue),
            badge=queues.badge(queue),
            colour=queue.colour,
        )
        for order, queue in enumerate(queues.QUEUES, start=30)
    ),
    Entry(LEDGERS, 50, "共性问题", "hub", "admin:cases_commonissue_changelist", "cases.view_commonissue"),
    Entry(BASICS, 40, "诉求分类", "category", "admin:cases_category_changelist", "cases.change_category"),
    Entry(BASICS, 50, "办理时限", "hourglass", "admin:cases_deadlinerule_changelist", "cases.change_deadlinerule"),
    Entry(BASICS, 60, "期限重算", "update", "admin:cases_case_recount", shows=queues.shows_recounting),
    Entry(BASICS, 70, "公文模板", "description", "admin:cases_lettertemplate_changelist", "cases.view_lettertemplate"),
    Grant(Enterprise, grants.enterprises_of_handled_cases),
    Grant(Visit, grants.visits_of_handled_cases),
    Button(order=10, link=enterprise_parts.file_case),
    Section(
        "cases",
        "诉求办理",
        order=33,
        render=enterprise_parts.cases,
        more=enterprise_parts.all_cases,
        on_paper=True,
    ),
    UnitNote(unit_parts.cases_left),
    Mover("未办结的诉求", preview=movers.preview, apply=movers.apply),
    ReminderKind("case_unsigned", "诉求逾期未签收", "danger", (reminders.cases_unsigned,)),
    ReminderKind("case_pause_ends", "暂停计时即将结束", "warning", (reminders.cases_pause_ending,)),
    ReminderKind("case_back", "主件终止，诉求恢复受理", "warning", (reminders.cases_back,)),
    ReminderKind(
        "case_due",
        "诉求即将到期",
        "warning",
        (reminders.cases_due_soon, reminders.cases_due_soon_of_officers),
    ),
    ReminderKind(
        "case_overdue", "诉求已超期", "danger", (reminders.cases_overdue, reminders.cases_overdue_of_officers)
    ),
    ProblemsRaised(raising.file_what_was_raised),
    NextStep(raising.turn_into_cases),
    Explainer(Case, at_enterprise("enterprise")),
    Explainer(Case, whereabouts.looked_after_by_another),
    CalendarWords(calendar_words.deadlines_to_recount),
    tree.Column("cases", "在办诉求", "件", order=60, count=tree_columns.cases_in_progress),
    Check(deadlines.check_settings),
    ReferenceData(load_categories),
)

from liaison.assignments import tree
from liaison.assignments.handover import Mover
from liaison.assignments.whereabouts import at_enterprise
from liaison.core.moved import Explainer
from liaison.core.navigation import WORK, Entry
from liaison.core.rooms import EVERYBODY, Check, Permits, Room
from liaison.enterprises.page import Button, Section
from liaison.reminders.kinds import ReminderKind

from . import enterprise_parts, movers, reminders, rhythm, tree_columns, whereabouts
from .models import FollowUp, Visit

ROOM = Room(
    Permits(EVERYBODY, "visits.view_visit", "visits.view_followup", "visits.view_visitevent"),
    Permits(
        "officer coordinator",
        "visits.add_visit",
        "visits.change_visit",
        "visits.add_followup",
        "visits.change_followup",
        "visits.delete_followup",
        "visits.add_visitevent",
        "visits.change_visitevent",
        # To name who is responsible for a promise; colleagues of one's own office only.
        "directory.view_user",
    ),
    Permits(
        "coordinator",
        "visits.view_minutestemplate",
        "visits.add_minutestemplate",
        "visits.change_minutestemplate",
        "visits.delete_minutestemplate",
    ),
    Entry(WORK, 30, "记走访", "edit_square", "admin:visits_quick", "visits.add_visit"),
    Entry(WORK, 40, "该走访了", "event_upcoming", "admin:visits_dueenterprise_changelist", "visits.view_visit"),
    Entry(WORK, 50, "走访记录", "handshake", "admin:visits_visit_changelist", "visits.view_visit"),
    Entry(WORK, 60, "集体活动", "groups", "admin:visits_visitevent_changelist", "visits.view_visitevent"),
    Entry(WORK, 70, "跟进事项", "task_alt", "admin:visits_followup_changelist", "visits.view_followup"),
    Button(order=5, link=enterprise_parts.log_visit),
    Button(order=20, link=enterprise_parts.one_pager),
    Section("visits", "最近走访", order=30, render=enterprise_parts.visits, more=enterprise_parts.all_visits),
    Section("follow_ups", "未完成的跟进事项", order=35, render=enterprise_parts.follow_ups),
    Mover("未完成的跟进事项", preview=movers.preview, apply=movers.apply),
    ReminderKind("followup_due", "跟进事项即将到期", "warning", (reminders.follow_ups_due_soon,)),
    ReminderKind("followup_overdue", "跟进事项已逾期", "danger", (reminders.follow_ups_overdue,)),
    Explainer(Visit, at_enterprise("enterprise")),
    Explainer(FollowUp, at_enterprise("visit__enterprise")),
    Explainer(FollowUp, whereabouts.passed_on),
    tree.Column("occasions", "本年走访", "次", order=50, count=tree_columns.alone, shared=tree_columns.gatherings),
    tree.Column("visits", "本年走访", "户次", order=51, count=tree_columns.households),
    tree.Column("contacts", "本年联系", "次", order=52, count=tree_columns.contacts),
    Check(rhythm.check_settings),
)

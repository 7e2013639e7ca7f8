from liaison.core.navigation import WORK, Entry
from liaison.core.rooms import EVERYBODY, Permits, Room

ROOM = Room(
    Permits(EVERYBODY, "reminders.view_reminder"),
    Entry(WORK, 80, "提醒", "notifications", "admin:reminders_reminder_changelist", "reminders.view_reminder"),
)

"""What each role may do. The composition root is the one place that knows every room.

Rows are *which actions exist for the role*; which records they reach is the business of each
model's ``visible_to(user)``.
"""

_VIEW_ALL = [
    "directory.view_region",
    "directory.view_regionalias",
    "directory.view_unit",
    "directory.view_unitalias",
    "directory.view_leader",
    "directory.view_tenure",
    "enterprises.view_enterprise",
    "enterprises.view_enterprisecontact",
    "enterprises.view_enterprisealias",
    "enterprises.view_tag",
    "assignments.view_assignment",
    "visits.view_visit",
    "visits.view_followup",
    "visits.view_visitevent",
    "reminders.view_reminder",
    # One's own files only; whoever sees a list may export it.
    "ledgers.view_ledgerexport",
]

_VIEW_CASES = [
    "cases.view_case",
    "cases.view_category",
    "cases.view_commonissue",
    "cases.view_deadlinerule",
]

_FILE_CASES = ["cases.add_case", "cases.change_case"]

_KEEP_CASES = [
    *_FILE_CASES,
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
]

_EDIT_VISITS = [
    "visits.add_visit",
    "visits.change_visit",
    "visits.add_followup",
    "visits.change_followup",
    "visits.delete_followup",
    "visits.add_visitevent",
    "visits.change_visitevent",
    # To name who is responsible for a promise; colleagues of one's own office only.
    "directory.view_user",
]

_KEEP_LEDGERS = [
    "enterprises.add_enterprise",
    "enterprises.change_enterprise",
    "enterprises.add_enterprisecontact",
    "enterprises.change_enterprisecontact",
    "enterprises.delete_enterprisecontact",
    "enterprises.add_enterprisealias",
    "enterprises.change_enterprisealias",
    "enterprises.view_merge",
    "enterprises.add_merge",
    "assignments.add_assignment",
    "assignments.change_assignment",
    "assignments.view_pendinglink",
    "directory.add_leader",
    "directory.change_leader",
    "directory.add_tenure",
    "directory.change_tenure",
    "directory.change_unit",
    "directory.view_user",
    "directory.change_region",
    "directory.add_regionalias",
    "directory.change_regionalias",
    "directory.add_unitalias",
    "directory.change_unitalias",
    "visits.view_minutestemplate",
    "visits.add_minutestemplate",
    "visits.change_minutestemplate",
    "visits.delete_minutestemplate",
    "core.view_calendaroverride",
    "core.add_calendaroverride",
    "core.change_calendaroverride",
    "core.delete_calendaroverride",
    "ledgers.view_importbatch",
    "ledgers.add_importbatch",
    "ledgers.change_importbatch",
]

ROLE_PERMISSIONS: dict[str, list[str]] = {
    "officer": [
        *_VIEW_ALL,
        *_VIEW_CASES,
        *_FILE_CASES,
        *_EDIT_VISITS,
        "enterprises.change_enterprisecontact",
        "enterprises.add_enterprisecontact",
    ],
    "handler": [*_VIEW_ALL, *_VIEW_CASES],
    "coordinator": [*_VIEW_ALL, *_VIEW_CASES, *_KEEP_CASES, *_EDIT_VISITS, *_KEEP_LEDGERS],
    "supervisor": [*_VIEW_ALL, *_VIEW_CASES, "assignments.view_pendinglink", "core.view_calendaroverride"],
}

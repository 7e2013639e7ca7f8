"""The sidebar: the order in which people work, not the order of the code.

A room adds its page to the group where people look for it; an entry shows only to those whose role
permits it. ``badge`` names a callable ``(request) -> int | str`` that a room offers; empty means no badge.
"""

from django.urls import reverse_lazy


def _permits(permission: str):
    return lambda request: request.user.has_perm(permission)


def _link(title: str, icon: str, url_name: str, permission: str, badge: str = "") -> dict:
    """Return one entry; ``icon`` is the name of a Material Symbol (the theme ships the font)."""
    entry = {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{url_name}"),
        "permission": _permits(permission),
    }
    return entry | ({"badge": badge, "badge_variant": "danger"} if badge else {})


WORK = [
    {"title": "首页", "icon": "home", "link": reverse_lazy("admin:index")},
    _link("记走访", "edit_square", "visits_quick", "visits.add_visit"),
    _link("该走访了", "event_upcoming", "visits_dueenterprise_changelist", "visits.view_visit"),
    _link("走访记录", "handshake", "visits_visit_changelist", "visits.view_visit"),
    _link("跟进事项", "task_alt", "visits_followup_changelist", "visits.view_followup"),
    _link("提醒", "notifications", "reminders_reminder_changelist", "reminders.view_reminder"),
]

LEDGERS: list[dict] = [
    _link("企业", "factory", "enterprises_enterprise_changelist", "enterprises.view_enterprise"),
    _link("联系关系", "diversity_3", "assignments_assignment_changelist", "assignments.view_assignment"),
    _link("待认领联系", "link_off", "assignments_pendinglink_changelist", "assignments.view_pendinglink"),
]

BASICS: list[dict] = [
    _link("领导", "person_book", "directory_leader_changelist", "directory.view_leader"),
    _link("单位", "account_balance", "directory_unit_changelist", "directory.view_unit"),
    _link("地区", "map", "directory_region_changelist", "directory.view_region"),
    _link("节假日与调休", "event", "core_calendaroverride_changelist", "core.view_calendaroverride"),
    _link("用户", "manage_accounts", "directory_user_changelist", "directory.view_user"),
]

NAVIGATION = [
    {"title": "工作台", "items": WORK},
    {"title": "台账", "separator": True, "items": LEDGERS},
    {"title": "基础资料", "separator": True, "items": BASICS},
]

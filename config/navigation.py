"""The sidebar: the order in which people work, not the order of the code.

A room adds its page to the group where people look for it; an entry shows only to those whose role
permits it. ``badge`` names a callable ``(request) -> int | str`` that a room offers; empty means no badge.
"""

from django.urls import reverse_lazy
from django.utils.text import format_lazy


def _permits(permission: str):
    return lambda request: request.user.has_perm(permission)


def _link(title: str, icon: str, url_name: str, permission: str, badge: str = "") -> dict:
    """Return one entry; ``icon`` is the name of a Material Symbol (the theme ships the font)."""
    entry = {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{url_name}"),
        "permission": _permits(permission),
        "active": lambda request: _nearest(request.path) == entry["link"],
    }
    return entry | ({"badge": badge, "badge_variant": "danger"} if badge else {})


def _nearest(path: str) -> str:
    """Return the link under which a page lies; of 走访记录 and 记走访 inside it, the longer one."""
    links = (str(item["link"]) for group in NAVIGATION for item in group["items"])
    return max((link for link in links if path.startswith(link)), key=len, default="")


WORK = [
    {"title": "首页", "icon": "home", "link": reverse_lazy("admin:index")},
    {
        "title": "进展统计",
        "icon": "monitoring",
        "link": reverse_lazy("progress:table"),
        "permission": lambda request: request.user.is_superuser or request.user.oversees_region,
    },
    _link("记走访", "edit_square", "visits_quick", "visits.add_visit"),
    _link("该走访了", "event_upcoming", "visits_dueenterprise_changelist", "visits.view_visit"),
    _link("走访记录", "handshake", "visits_visit_changelist", "visits.view_visit"),
    _link("集体活动", "groups", "visits_visitevent_changelist", "visits.view_visitevent"),
    _link("跟进事项", "task_alt", "visits_followup_changelist", "visits.view_followup"),
    _link("提醒", "notifications", "reminders_reminder_changelist", "reminders.view_reminder"),
]


def _queue(key: str, title: str, icon: str, variant: str = "info") -> dict:
    """Return the entry of one work queue of cases, with its count; which roles see it stands in ``cases.queues``."""
    return {
        "title": title,
        "icon": icon,
        "link": format_lazy("{}?queue={}", reverse_lazy("admin:cases_case_changelist"), key),
        "active": lambda request: request.path.endswith("/cases/case/") and request.GET.get("queue") == key,
        "permission": f"liaison.cases.queues.shows_{key}",
        "badge": f"liaison.cases.queues.badge_{key}",
        "badge_variant": variant,
    }


CASES: list[dict] = [
    {
        **_link("全部诉求", "forum", "cases_case_changelist", "cases.view_case"),
        "active": lambda request: request.path.endswith("/cases/case/") and not request.GET.get("queue"),
    },
    {
        **_link("走访问题转诉求", "playlist_add_check", "cases_case_problems", "cases.add_case"),
        "permission": "liaison.cases.queues.shows_intake",
    },
    _queue("accept", "待受理", "inbox"),
    _queue("assign", "待交办", "assignment_ind"),
    _queue("sign", "待签收", "draw"),
    _queue("handling", "办理中", "autorenew"),
    _queue("reply", "待我单位回复", "reply"),
    _queue("soon", "临期", "schedule", "warning"),
    _queue("overdue", "超期", "error", "danger"),
    _queue("decide", "待审批", "gavel"),
    _queue("review", "待审核", "rate_review"),
    _queue("callback", "待回访", "phone_in_talk"),
]

LEDGERS: list[dict] = [
    _link("导入台账", "upload_file", "ledgers_importbatch_changelist", "ledgers.view_importbatch"),
    _link("导出文件", "download", "ledgers_ledgerexport_changelist", "ledgers.view_ledgerexport"),
    _link("企业", "factory", "enterprises_enterprise_changelist", "enterprises.view_enterprise"),
    _link("联系关系", "diversity_3", "assignments_assignment_changelist", "assignments.view_assignment"),
    _link("共性问题", "hub", "cases_commonissue_changelist", "cases.view_commonissue"),
    _link("联系分布", "account_tree", "assignments_tree", "assignments.view_assignment"),
    _link("空缺情况", "person_off", "assignments_vacancies", "assignments.view_assignment"),
    _link("办理交接", "swap_horiz", "assignments_handover", "assignments.change_assignment"),
    _link("待认领联系", "link_off", "assignments_pendinglink_changelist", "assignments.view_pendinglink"),
]

BASICS: list[dict] = [
    _link("领导", "person_book", "directory_leader_changelist", "directory.view_leader"),
    _link("单位", "account_balance", "directory_unit_changelist", "directory.view_unit"),
    _link("地区", "map", "directory_region_changelist", "directory.view_region"),
    _link("诉求分类", "category", "cases_category_changelist", "cases.change_category"),
    _link("办理时限", "hourglass", "cases_deadlinerule_changelist", "cases.change_deadlinerule"),
    {
        **_link("期限重算", "update", "cases_case_recount", "cases.change_case"),
        "permission": "liaison.cases.queues.shows_recounting",
    },
    _link("公文模板", "description", "cases_lettertemplate_changelist", "cases.view_lettertemplate"),
    _link("节假日与调休", "event", "core_calendaroverride_changelist", "core.view_calendaroverride"),
    _link("用户", "manage_accounts", "directory_user_changelist", "directory.view_user"),
]

NAVIGATION = [
    {"title": "工作台", "items": WORK},
    {"title": "诉求办理", "separator": True, "items": CASES},
    {"title": "台账", "separator": True, "items": LEDGERS},
    {"title": "基础资料", "separator": True, "collapsible": True, "items": BASICS},
]

from liaison.core.followed import Successor
from liaison.core.locking import Holder
from liaison.core.moved import Explainer
from liaison.core.navigation import LEDGERS, Entry
from liaison.core.rooms import EVERYBODY, Permits, Room

from . import sections, whereabouts
from .holding import hold_pk
from .merging import Resolver
from .merging.clashes import primary_contacts
from .models import Enterprise, EnterpriseContact
from .page import Button, Headline, Section
from .sections import button

ROOM = Room(
    Permits(
        EVERYBODY,
        "enterprises.view_enterprise",
        "enterprises.view_enterprisecontact",
        "enterprises.view_enterprisealias",
        "enterprises.view_tag",
    ),
    # Telephone numbers are kept by those who dial them.
    Permits("officer coordinator", "enterprises.add_enterprisecontact", "enterprises.change_enterprisecontact"),
    Permits(
        "coordinator",
        "enterprises.add_enterprise",
        "enterprises.change_enterprise",
        "enterprises.delete_enterprisecontact",
        "enterprises.add_enterprisealias",
        "enterprises.change_enterprisealias",
        "enterprises.view_merge",
        "enterprises.add_merge",
    ),
    Entry(LEDGERS, 30, "企业", "factory", "admin:enterprises_enterprise_changelist", "enterprises.view_enterprise"),
    Section("basics", "基本情况", order=20, render=sections.basics),
    Section("contacts", "企业联系人", order=25, render=sections.contacts, more=sections.add_contact),
    Section("names", "名称与状态沿革", order=80, render=sections.names),
    Section("changes", "变更记录", order=90, render=sections.changes, more=sections.all_changes),
    Headline(order=90, facts=sections.legal_representative),
    Button(order=60, link=button("change", "修改资料", "edit", "enterprises.change_enterprise")),
    Button(order=70, link=button("rename", "更名", "badge", "enterprises.change_enterprise")),
    Button(order=80, link=button("status", "变更状态", "published_with_changes", "enterprises.change_enterprise")),
    Button(order=90, link=button("merge", "合并重复", "call_merge", "enterprises.add_merge")),
    Holder(Enterprise, hold_pk),
    Resolver(EnterpriseContact, primary_contacts),
    Successor(Enterprise, whereabouts.standing),
    Explainer(Enterprise, whereabouts.merged_away),
    Explainer(None, whereabouts.dropped_by_a_merge),
)

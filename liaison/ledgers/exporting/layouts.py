"""What each ledger looks like on paper: title, tiers of headings, widths, the lines below."""

from dataclasses import dataclass, field

from liaison.ledgers.models import Kind
from liaison.ledgers.resources import (
    CasesResource,
    EnterprisesResource,
    LeadersResource,
    LedgerResource,
    VisitsResource,
)


@dataclass(frozen=True)
class Layout:
    """``title`` may hold {year}; ``groups`` are upper-tier headings as (first field, last field, words)."""

    resource: type[LedgerResource]
    sheet: str
    title: str
    above: str = ""
    subtitle: str = ""
    groups: tuple[tuple[str, str, str], ...] = ()
    widths: dict[str, int] = field(default_factory=dict)
    total_under: str = ""
    total_unit: str = ""
    footers: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        return list(self.resource.headings())


LAYOUTS: dict[str, Layout] = {
    Kind.LEADERS: Layout(
        LeadersResource,
        "分工表",
        "领导联系地区和民营企业分工表",
        widths={"leader_post": 18, "region": 18, "enterprises": 40, "lead_org": 22, "support_org": 30,
                "officer_contact": 22},
    ),
    Kind.ENTERPRISES: Layout(
        EnterprisesResource,
        "联系企业台账",
        "吉林省各级领导联系民营企业台账（{year}年）",
        subtitle="填报单位（盖章）：{unit}　　填报时间：{date}　　单位：户、万元",
        groups=(
            ("prefecture", "county", "地区"),
            ("name", "address", "企业基本情况"),
            ("leader", "leader_level", "联系领导"),
            ("officer", "officer_phone", "联络员"),
        ),
        widths={"name": 34, "uscc": 22, "industry": 16, "products": 18, "srdi": 18, "phone": 15, "address": 30,
                "leader_post": 16, "officer_phone": 15, "note": 18, "prefecture": 18, "county": 18},
        total_under="name",
        total_unit="户",
        footers=("注：1.本表由各级联络员填报。2.数据截至{date}。", "分管领导签字：　　　　填表人："),
    ),
    Kind.VISITS: Layout(
        VisitsResource,
        "走访记录",
        "{year}年走访企业记录表",
        widths={"date": 14, "companions": 18, "enterprises": 34, "condition": 24, "problems": 44, "resolved": 24,
                "next_steps": 24, "note": 18},
    ),
    Kind.CASES: Layout(
        CasesResource,
        "诉求台账",
        "民营企业诉求（问题）台账",
        above="附件2",
        widths={"enterprise": 34, "region": 16, "reported_on": 12, "content": 44, "lead_org": 24, "support_org": 30,
                "assigned_on": 12, "due_on": 12, "progress": 30, "closed_on": 12, "note": 18},
    ),
}  # fmt: skip

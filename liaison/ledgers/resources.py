"""The columns of the four ledgers, declared once: export writes them, blank templates show them, import reads them.

Declared as django-import-export resources, so that headings, order and field names have one home. The work itself
goes through the set-based pipeline, not through row-by-row model saving (see ``docs/architecture.md``).
"""

from import_export import fields, resources


class LedgerResource(resources.Resource):
    """Base: field names are those of ``sheets.kinds``; ``column_name`` is the heading offices use."""

    @classmethod
    def headings(cls) -> dict[str, str]:
        """Return field name → heading, in the sheet's order."""
        return {name: field.column_name for name, field in cls.fields.items()}


def _resource(title: str, **headings: str) -> type[LedgerResource]:
    columns = {name: fields.Field(attribute=name, column_name=heading) for name, heading in headings.items()}
    return type(LedgerResource)(title, (LedgerResource,), {"__module__": __name__, **columns})


LeadersResource = _resource(
    "LeadersResource",
    seq="序号",
    leader="姓名",
    leader_post="职务",
    leader_level="层级",
    region="联系地区",
    enterprises="联系企业",
    lead_org="牵头部门",
    support_org="配合部门",
    officer_contact="联络员及电话",
)


EnterprisesResource = _resource(
    "EnterprisesResource",
    seq="序号",
    prefecture="市（州）",
    county="县（市、区）",
    name="企业名称",
    uscc="统一社会信用代码",
    industry="行业门类",
    products="主要产品",
    size="企业规模",
    above_scale="是否规上",
    srdi="专精特新",
    output="上年产值（万元）",
    employees="从业人数（人）",
    legal_rep="法定代表人",
    contact="企业联系人",
    phone="联系电话",
    address="地址",
    leader="姓名",
    leader_post="职务",
    leader_level="层级",
    officer="姓名",
    officer_phone="电话",
    note="备注",
)


VisitsResource = _resource(
    "VisitsResource",
    seq="序号",
    date="走访时间",
    leader="走访领导",
    companions="陪同人员",
    enterprises="走访企业",
    method="走访方式",
    condition="生产经营情况",
    problems="问题及诉求",
    resolved="现场解决情况",
    next_steps="下一步措施",
    note="备注",
)


CasesResource = _resource(
    "CasesResource",
    seq="序号",
    enterprise="企业名称",
    region="所属地区",
    reported_on="反映时间",
    source="问题来源",
    category="问题类别",
    content="具体问题",
    lead_org="责任单位",
    support_org="配合单位",
    assigned_on="交办时间",
    due_on="办理时限",
    progress="办理进展",
    status="是否办结",
    closed_on="办结时间",
    rating="企业满意度",
    note="备注",
)

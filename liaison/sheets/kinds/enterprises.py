"""联系企业台账 (§2.2 of the field's papers): the ledger of linked enterprises."""

from .base import Field, Kind
from .shared import (
    COUNTY,
    ENTERPRISE_NAMES,
    LEADER_NAMES,
    LEVEL,
    LINK,
    NAME_PHONE,
    NOTE,
    OFFICER_FIELDS,
    ORG_FIELDS,
    PERSON,
    PHONE,
    POST,
    PREFECTURE,
    REGION,
    SEQ,
    USCC,
    WITH_POST,
)

ENTERPRISES = Kind(
    "enterprises",
    "联系企业台账",
    "企业台账 联系企业 联系民营企业 包联企业 包保企业 企业名单 企业基本情况 重点企业",
    (
        SEQ,
        PREFECTURE,
        COUNTY,
        REGION,
        Field("name", "企业名称", "enterprise", ENTERPRISE_NAMES, {"enterprise": "名称 全称 单位名称"}, required=True),
        Field("former_name", "曾用名", "text", "曾用名 原名称 企业曾用名 原企业名称 原名 变更前名称"),
        USCC,
        Field("registration_no", "营业执照注册号", "text"),
        Field("organisation_code", "组织机构代码", "text"),
        Field(
            "industry",
            "行业门类",
            "industry",
            "所属行业 行业 行业类别 行业门类 行业分类 所在行业 国民经济行业 行业门类名称 企业行业 行业名称",
        ),
        Field("local_industry", "产业", "text", "产业 所属产业 产业类别 产业分类 所属产业链 产业链"),
        Field("size", "企业规模", "size", "企业规模 规模 规模类型 企业规模类型 单位规模 企业类型(大中小微)"),
        Field(
            "above_scale",
            "是否规上",
            "above_scale",
            "是否规上 规上/规下 四上 规上规下 是否规上企业 规上企业 是否四上 是否规模以上 "
            "规模以上 规上 是否规上工业 四上企业 规上(是/否)",
        ),
        Field(
            "srdi",
            "专精特新",
            "srdi",
            "专精特新 荣誉资质 培育层级 专精特新层级 专精特新情况 是否专精特新 培育类别 "
            "专精特新类别 企业荣誉 专精特新企业",
        ),
        Field(
            "ownership",
            "经济类型",
            "ownership",
            "经济类型 企业性质 所有制 所有制形式 企业类型 经济性质 登记注册类型 注册类型 所有制性质",
        ),
        Field(
            "status",
            "经营状态",
            "enterprise_status",
            "经营状态 企业状态 生产状态 存续状态 运营状态 经营状况 生产经营状态 目前状态 企业经营状态",
        ),
        Field(
            "tier",
            "联系分类",
            "tier",
            "联系分类 包保分类 企业分类 包保类别 分类 联系类别 类别 包联类别 企业类别 重点类别",
        ),
        Field(
            "products",
            "主要产品",
            "text",
            "主要产品 主营业务 经营范围 主营产品 主要业务 主导产品 主要产品(业务) 主营业务(产品) 主营 产品",
        ),
        Field(
            "output",
            "上年产值（万元）",
            "amount",
            "产值 年产值 上年产值 工业总产值 总产值 上年度产值 全年产值 工业产值 去年产值 年度产值 年总产值",
        ),
        Field(
            "revenue",
            "营业收入（万元）",
            "amount",
            "营业收入 上年营业收入 主营业务收入 销售收入 年营业收入 销售额 年销售额 营收 "
            "年销售收入 上年销售收入 本年销售额",
        ),
        Field(
            "tax",
            "纳税额（万元）",
            "amount",
            "纳税额 上年纳税额 年纳税额 纳税 税收 上缴税金 缴税额 纳税总额 税收贡献 实缴税金 年上缴税金 本年纳税额",
        ),
        Field(
            "employees",
            "从业人数（人）",
            "count",
            "从业人数 职工人数 员工人数 从业人员 用工人数 员工数 人数 从业人员数 职工数 员工总数 "
            "从业人员数量 企业职工人数 规模(人数) 员工",
        ),
        Field(
            "legal_rep",
            "法定代表人",
            "person",
            "法定代表人 法人 法人代表 负责人 企业负责人 法定代表人(负责人) 企业法人 法人姓名 "
            "法人代表姓名 法定代表人姓名 主要负责人 企业法定代表人 企业主要负责人 法人(负责人)",
            {"legal": f"{PERSON} 名称"},
        ),
        Field(
            "legal_phone",
            "法定代表人电话",
            "phone",
            "法定代表人电话 法人电话 负责人电话 法人联系电话 法定代表人联系电话 法人手机 "
            "负责人手机 企业负责人电话 法人代表电话 法人联系方式 企业负责人手机",
            {"legal": PHONE},
        ),
        Field(
            "contact",
            "企业联系人",
            "person",
            "企业联系人 企业联络人 企业联系人姓名 企业对接人 企业联络员",
            {"enterprise": f"{LINK} {PERSON}", "contact": f"{PERSON} {LINK}", "figures": LINK},
        ),
        Field("contact_title", "企业联系人职务", "text", "企业联系人职务 联系人职务", {"contact": POST}),
        Field(
            "phone",
            "联系电话",
            "phone",
            "企业联系电话 企业电话 企业联系方式 企业联系人电话 联系人电话 联系人手机 "
            "企业联系人手机 联系人联系方式 联系人联系电话 联系人手机号 企业联系人联系电话",
            {"enterprise": PHONE, "contact": PHONE, "figures": PHONE},
        ),
        Field(
            "contact_phone",
            "联系人及电话",
            "contact",
            "联系人及电话 企业联系人及电话 联系人及联系方式 联系人及联系电话 联系人、电话 "
            "联系人(电话) 联系人姓名及电话 企业联系人及联系方式 企业联系人及联系电话 "
            "联系人电话姓名 联系人/电话 "
            "联系人和电话 负责人及电话 企业负责人及电话",
            {"enterprise": NAME_PHONE, "contact": NAME_PHONE, "legal": NAME_PHONE},
        ),
        Field(
            "address",
            "地址",
            "text",
            "地址 企业地址 注册地址 经营地址 详细地址 通讯地址 办公地址 生产经营地址 "
            "企业详细地址 住所 经营场所 注册地 生产地址 厂址",
        ),
        Field("leader", "联系领导", "leaders", LEADER_NAMES, {"leader": f"{PERSON} 领导姓名 名单"}),
        Field(
            "leader_post",
            "领导职务",
            "post",
            "领导职务 联系领导职务 包联领导职务 包保领导职务 职务",
            {"leader": f"{POST} 领导职务"},
        ),
        Field("leader_level", "联系层级", "level", LEVEL, {"leader": LEVEL}),
        Field("leader_with_post", "姓名及职务", "leaders", WITH_POST, {"leader": WITH_POST}),
        Field(
            "since",
            "联系起始日期",
            "date",
            "联系起始日期 起始日期 包联起始时间 联系开始时间 起始时间 开始时间 联系时间 包保时间 "
            "开始日期 包联时间 确定时间",
        ),
        *ORG_FIELDS,
        *OFFICER_FIELDS,
        NOTE,
    ),
)

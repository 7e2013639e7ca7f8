"""The four ledgers as data: which fields each has, what offices call them, how their cells are read.

Headings are compared in the form ``headings.normal`` gives them: no space, half-width, simplified characters.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a ledger.

    ``reader`` names the cell reader in ``columns.READERS`` (it decides the value's type, see there);
    ``names`` are headings that mean this field wherever they stand;
    ``under`` are headings that mean it only in that group of columns (group → headings), e.g. 姓名 under 联系领导.
    """

    name: str
    label: str
    reader: str
    names: str = ""
    under: dict[str, str] = field(default_factory=dict)
    required: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of ledger; ``names`` are words its title or sheet is likely to carry."""

    name: str
    label: str
    names: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)

    @property
    def required(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.required)


# Groups of columns: the upper tier of a heading, the beginning of a flattened one (联络员电话), or the neighbour's.
GROUPS: dict[str, str] = {
    "enterprise": "企业 企业基本情况 企业基本信息 企业情况 企业信息 基本情况 基本信息 企业概况 联系企业 包联企业 包保企业 民营企业 重点企业 企业名单 市场主体 企业方",
    "legal": "法定代表人 法人 法人代表 企业法人 企业负责人 法定代表人信息 企业主要负责人",
    "contact": "企业联系人 企业联系方式 企业联络人 企业联络员 企业对接人",
    "leader": "联系领导 包联领导 包保领导 挂钩领导 挂点领导 挂联领导 牵头领导 责任领导 领导 联系领导干部 包保责任人 联系领导信息 领导信息 "
    "省级领导 市级领导 县级领导 省领导 市领导 县领导 市州领导 县处级领导 处级领导 联系人领导 包抓领导 帮扶领导 服务领导 带队领导",
    "officer": "联络员 联络人 联系员 服务专员 首席服务员 服务管家 助企干部 政策专员 包联干部 联络员信息 领导联络员 联系领导联络员 包保干部 企业服务专员 服务秘书",
    "lead_org": "责任单位 牵头部门 牵头单位 包保部门 包保单位 服务单位 挂钩责任单位 挂钩单位 包联单位 包联部门 责任部门 联系部门 联系单位 主办单位 承办单位 帮扶单位",
    "support_org": "配合单位 配合部门 协办单位 协办部门 会办单位",
    "region": "地区 所在地区 所属地区 所在地 区域 行政区划 所属区域 属地",
    "figures": "经营情况 生产经营情况 主要经济指标 经济指标 经营指标 主要指标 生产经营指标",
}

_PERSON = "姓名 名字 人员姓名"
_POST = "职务 现任职务 职位 工作职务 单位及职务 单位职务 单位和职务"
_PHONE = "电话 联系电话 联系方式 手机 手机号 手机号码 电话号码 联系手机 电话及传真 办公电话 移动电话 联系方法"
_NAME_PHONE = "姓名及电话 姓名电话 姓名及联系方式 姓名联系电话 姓名及联系电话 姓名/电话 联系人及电话"
_LINK = "联系人 联络人 联系人姓名"

_PREFECTURE = Field(
    "prefecture",
    "市（州）",
    "place",
    "市州 市(州) 所在市州 所属市州 地市 市地州 所在市(州) 所属市(州) 市(州)名称 地级市 市州名称 所在城市 州市 市别",
)
_COUNTY = Field(
    "county",
    "县（市、区）",
    "place",
    "县(市、区) 县市区 县(市区) 县(区) 所属县区 县区 区县 所在县区 所属县(市、区) 所在县(市、区) 县(市、区)名称 县(市、区、开发区) 县(市)区 县 区县市 所属县市区 所在县市区 "
    "县区名称 开发区",
)
_REGION = Field(
    "region",
    "所属地区",
    "place",
    "地区 所属地区 属地 所在地区 所属区域 所在区域 区域 企业属地 所属地 所在地 行政区划 事件发生地 企业所在地",
)
_ENTERPRISE_NAMES = (
    "企业名称 企业全称 企业(项目)名称 公司名称 包保企业 联系企业 企业名 企业 走访企业 被走访企业 单位名称 企业单位 公司 民营企业名称 包联企业 包联企业名称 "
    "联系企业名称 服务企业 企业名称(全称) 诉求方名 诉求方 诉求企业 反映企业 诉求主体 诉求单位 所属企业 市场主体名称 走访企业名称 调研企业 问题企业 涉及企业 "
    "包保企业名称 市场主体 挂钩企业 挂联企业 重点企业 重点企业名称 企业简称 经营主体名称 走访单位"
)
_USCC = Field(
    "uscc",
    "统一社会信用代码",
    "uscc",
    "统一社会信用代码 社会信用代码 信用代码 统一代码 组织机构代码 营业执照号 税号 统一信用代码 企业信用代码 社会统一信用代码 信用编码 纳税人识别号 营业执照注册号 "
    "注册号 统一社会信用代码证号 机构代码 信用代码证号 营业执照号码 企业代码 统一社会信用编码 统一社会代码",
)
_SEQ = Field("seq", "序号", "ignored", "序号 编号 № no no. 序 顺序号 排序 行号 序列 序列号 位次 项目序号")
_NOTE = Field("note", "备注", "text", "备注 说明 备 注 其他说明 备注说明 其它 备考")
_LEADER_NAMES = (
    "联系领导 包联领导 包保领导 挂钩领导 挂点领导 挂联领导 牵头领导 领导姓名 联系领导姓名 包保领导姓名 领导 包抓领导 帮扶领导 服务领导 "
    "联系领导干部 包保责任人 包联领导姓名 责任领导 领导名单 省级领导 市级领导 县级领导 省领导 市领导 县领导"
)
_WITH_POST = "姓名及职务 姓名职务 领导姓名及职务 联系领导及职务 姓名、职务 领导及职务 姓名和职务 包保领导及职务 联系领导姓名及职务 包联领导及职务 领导姓名职务 姓名/职务"
_LEVEL = "层级 级别 领导层级 领导级别 联系层级 联系级别 包联层级 层次 包保层级 包保级别 所属层级 领导层次"
_OFFICER_NAMES = (
    "联络员 服务专员 首席服务员 服务管家 助企干部 政策专员 联络员姓名 包联干部 领导联络员 联系领导联络员 企业服务专员 联络人员 联系员 包保干部 "
    "首席服务员姓名 服务专员姓名 联络人姓名"
)
_OFFICER_CONTACT = (
    "联络员及电话 联络员及联系方式 联络员及联系电话 联络员、电话 联络员姓名及电话 联络员姓名电话 联络员(电话) 服务专员及电话 联络员电话及姓名 "
    "联络员和电话 联络员姓名及联系电话 联络员姓名及联系方式 联络人及电话 联络员/电话 联络员与电话 首席服务员及电话 联络员信息"
)
_LEAD_ORG = (
    "责任单位 牵头部门 包保部门 服务单位 牵头单位 包保单位 责任部门 挂钩责任单位 包联单位 包联部门 挂钩单位 联系部门 联系单位 主办单位 承办部门 承办单位 "
    "主办部门 交办单位 问题交办单位 责任单位(牵头) 牵头责任单位 市交办主办单位 区交办主办单位 主责单位 主责部门 办理单位 诉求归口 帮扶单位 牵头(责任)单位 处理单位 包保责任单位"
)
_SUPPORT_ORG = "配合部门 配合单位 协办单位 协办部门 会办单位 分办单位 配合责任单位 市交办协办单位 区交办协办单位 参与单位 参与部门 协同单位 协同部门 责任单位(配合)"

_OFFICER_FIELDS = (
    Field(
        "officer", "联络员", "people", _OFFICER_NAMES, {"officer": f"{_PERSON} {_LINK}", "lead_org": f"{_LINK} 联络员"}
    ),
    Field(
        "officer_phone",
        "联络员电话",
        "phone",
        "联络员电话 联络员联系电话 联络员手机 联络员联系方式 服务专员电话 联络员手机号",
        {"officer": _PHONE, "lead_org": _PHONE},
    ),
    Field("officer_contact", "联络员及电话", "contact", _OFFICER_CONTACT, {"officer": _NAME_PHONE}),
)
_ORG_FIELDS = (
    Field("lead_org", "牵头部门", "units", _LEAD_ORG, {"lead_org": "名称 单位名称 单位 部门 部门名称"}),
    Field("support_org", "配合部门", "unit_list", _SUPPORT_ORG, {"support_org": "名称 单位名称 单位 部门 部门名称"}),
)

ENTERPRISES = Kind(
    "enterprises",
    "联系企业台账",
    "企业台账 联系企业 联系民营企业 包联企业 包保企业 企业名单 企业基本情况 重点企业",
    (
        _SEQ,
        _PREFECTURE,
        _COUNTY,
        _REGION,
        Field("name", "企业名称", "enterprise", _ENTERPRISE_NAMES, {"enterprise": "名称 全称 单位名称"}, required=True),
        Field("former_name", "曾用名", "text", "曾用名 原名称 企业曾用名 原企业名称 原名 变更前名称"),
        _USCC,
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
            "是否规上 规上/规下 四上 规上规下 是否规上企业 规上企业 是否四上 是否规模以上 规模以上 规上 是否规上工业 四上企业 规上(是/否)",
        ),
        Field(
            "srdi",
            "专精特新",
            "srdi",
            "专精特新 荣誉资质 培育层级 专精特新层级 专精特新情况 是否专精特新 培育类别 专精特新类别 企业荣誉 专精特新企业",
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
            "营业收入 上年营业收入 主营业务收入 销售收入 年营业收入 销售额 年销售额 营收 年销售收入 上年销售收入 本年销售额",
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
            "从业人数 职工人数 员工人数 从业人员 用工人数 员工数 人数 从业人员数 职工数 员工总数 从业人员数量 企业职工人数 规模(人数) 员工",
        ),
        Field(
            "legal_rep",
            "法定代表人",
            "person",
            "法定代表人 法人 法人代表 负责人 企业负责人 法定代表人(负责人) 企业法人 法人姓名 法人代表姓名 法定代表人姓名 主要负责人 企业法定代表人 企业主要负责人 法人(负责人)",
            {"legal": f"{_PERSON} 名称"},
        ),
        Field(
            "legal_phone",
            "法定代表人电话",
            "phone",
            "法定代表人电话 法人电话 负责人电话 法人联系电话 法定代表人联系电话 法人手机 负责人手机 企业负责人电话 法人代表电话 法人联系方式",
            {"legal": _PHONE},
        ),
        Field(
            "contact",
            "企业联系人",
            "person",
            "企业联系人 企业联络人 企业联系人姓名 企业对接人 企业联络员",
            {"enterprise": f"{_LINK} {_PERSON}", "contact": f"{_PERSON} {_LINK}", "figures": _LINK},
        ),
        Field("contact_title", "企业联系人职务", "text", "企业联系人职务 联系人职务", {"contact": _POST}),
        Field(
            "phone",
            "联系电话",
            "phone",
            "企业联系电话 企业电话 企业联系方式 企业联系人电话 联系人电话 联系人手机 企业联系人手机 联系人联系方式 联系人联系电话 联系人手机号 企业联系人联系电话",
            {"enterprise": _PHONE, "contact": _PHONE, "figures": _PHONE},
        ),
        Field(
            "contact_phone",
            "联系人及电话",
            "contact",
            "联系人及电话 企业联系人及电话 联系人及联系方式 联系人及联系电话 联系人、电话 联系人(电话) 联系人姓名及电话 企业联系人及联系方式 企业联系人及联系电话 联系人电话姓名 联系人/电话 "
            "联系人和电话 负责人及电话 企业负责人及电话",
            {"enterprise": _NAME_PHONE, "contact": _NAME_PHONE, "legal": _NAME_PHONE},
        ),
        Field(
            "address",
            "地址",
            "text",
            "地址 企业地址 注册地址 经营地址 详细地址 通讯地址 办公地址 生产经营地址 企业详细地址 住所 经营场所 注册地 生产地址 厂址",
        ),
        Field("leader", "联系领导", "people", _LEADER_NAMES, {"leader": f"{_PERSON} 领导姓名 名单"}),
        Field(
            "leader_post", "领导职务", "post", "领导职务 联系领导职务 包联领导职务 包保领导职务 职务", {"leader": f"{_POST} 领导职务"}
        ),
        Field("leader_level", "联系层级", "level", _LEVEL, {"leader": _LEVEL}),
        Field("leader_with_post", "姓名及职务", "people_with_posts", _WITH_POST, {"leader": _WITH_POST}),
        Field(
            "since",
            "联系起始日期",
            "date",
            "联系起始日期 起始日期 包联起始时间 联系开始时间 起始时间 开始时间 联系时间 包保时间 开始日期 包联时间 确定时间",
        ),
        *_ORG_FIELDS,
        *_OFFICER_FIELDS,
        _NOTE,
    ),
)

LEADERS = Kind(
    "leaders",
    "领导联系分工表",
    "分工表 分工 联系地区 领导联系 包联分工 领导分工 联系方案 安排表",
    (
        _SEQ,
        Field("leader", "姓名", "people", f"姓名 {_LEADER_NAMES}", {"leader": f"{_PERSON} 领导姓名 名单"}, required=True),
        Field("leader_post", "职务", "post", f"{_POST} 联系领导职务", {"leader": f"{_POST} 领导职务"}),
        Field("leader_with_post", "姓名及职务", "people_with_posts", _WITH_POST, {"leader": _WITH_POST}),
        Field("leader_level", "层级", "level", _LEVEL, {"leader": _LEVEL}),
        Field("leader_phone", "领导电话", "phone", "领导电话 联系领导电话 领导联系电话", {"leader": _PHONE}),
        Field(
            "region",
            "联系地区",
            "places",
            "联系地区 联系市州 联系市(州) 包联地区 地区 联系区域 包保地区 负责地区 挂钩地区 市州 市(州) 联系地 包联市州 联系片区 所属地区 联系地(市、州) 联系市(州)、县(市、区)",
            {"region": "市州 市(州) 名称"},
        ),
        Field(
            "county",
            "联系县（市、区）",
            "places",
            "联系县(市、区) 联系县市区 县(市、区) 县市区 联系县区 联系县(市) 包联县(市、区) 县(市) 联系县 联系县(区) 所属县(市、区) 所属县(市) 包联县市区",
            {"region": "县(市、区) 县市区 县区"},
        ),
        Field(
            "enterprises",
            "联系企业",
            "enterprises",
            _ENTERPRISE_NAMES
            + " 联系民营企业 联系重点企业 联系重点民营企业 联系企业名单 包联民营企业 重点民营企业 民营企业",
            {"enterprise": "名称 企业名称 名单"},
        ),
        _USCC,
        Field(
            "since",
            "联系起始日期",
            "date",
            "联系起始日期 起始日期 联系开始时间 起始时间 开始时间 联系时间 任职时间 包联时间",
        ),
        *_ORG_FIELDS,
        *_OFFICER_FIELDS,
        _NOTE,
    ),
)

VISITS = Kind(
    "visits",
    "走访记录",
    "走访 走访记录 走访情况 走访台账 调研记录 入企 走访登记",
    (
        _SEQ,
        Field(
            "date",
            "走访时间",
            "past_date",
            "走访时间 日期 时间 走访日期 调研时间 入企时间 活动时间 调研日期 走访时间(年月日) 入企日期 座谈时间 开展时间 走访时间(日期) 联系时间",
            required=True,
        ),
        Field(
            "leader",
            "走访领导",
            "people",
            f"走访领导 带队领导 走访人员 走访人 带队人 {_LEADER_NAMES} 参加领导 调研领导 走访领导姓名 走访干部 走访领导及职务 入企领导",
            {"leader": f"{_PERSON} {_WITH_POST}"},
        ),
        Field("leader_post", "领导职务", "post", "领导职务 走访领导职务 职务", {"leader": f"{_POST} 领导职务"}),
        Field(
            "companions",
            "陪同人员",
            "people",
            "陪同人员 参加人员 陪同 随行人员 参与人员 陪同走访人员 陪同单位及人员 同行人员 陪同领导 参加人 陪同部门",
        ),
        Field("enterprises", "走访企业", "enterprises", _ENTERPRISE_NAMES, {"enterprise": "名称"}, required=True),
        _USCC,
        Field("region", "所属地区", "place", _REGION.names),
        _PREFECTURE,
        _COUNTY,
        Field(
            "method",
            "走访方式",
            "method",
            "走访方式 走访形式 形式 方式 走访类型 联系方式(走访) 活动形式 调研方式 服务方式 联系形式 走访方式(形式)",
        ),
        Field("place", "地点", "text", "地点 走访地点 调研地点 活动地点"),
        Field(
            "condition",
            "生产经营情况",
            "text",
            "企业经营情况 生产经营情况 经营情况 企业生产经营情况 企业基本情况 企业情况 经营状况 企业现状 生产情况",
        ),
        Field(
            "content",
            "走访内容",
            "text",
            "走访内容 交流情况 走访情况 内容 工作内容 走访工作内容 座谈内容 主要内容 调研内容 活动内容 结果 走访结果",
        ),
        Field(
            "problems",
            "问题及诉求",
            "problems",
            "存在问题 企业诉求 问题及诉求 困难问题 意见建议 问题 诉求 存在的问题 存在困难 企业问题 问题诉求 企业困难 反映问题 存在的困难和问题 困难和问题 诉求内容 存在问题及诉求 企业反映问题 "
            "问题和诉求 企业存在问题 主要问题 存在的主要问题 困难及诉求 收集问题 困难问题及诉求 存在困难和问题 诉求及建议 企业诉求及建议 问题建议 诉求(问题) 企业诉求(问题) 问题(诉求) 困难诉求 发现问题",
        ),
        Field(
            "resolved",
            "现场解决情况",
            "text",
            "现场解决情况 解决情况 办理情况 诉求解决情况 现场答复 问题解决情况 现场办理情况 处理情况 帮助解决问题 落实情况 现场解决 解决措施 帮扶情况",
        ),
        Field("policy", "宣传政策", "text", "宣传政策 政策宣传 宣讲政策 政策宣讲 宣传政策情况"),
        Field(
            "next_steps",
            "下一步措施",
            "text",
            "下一步措施 下步措施 下一步工作 下步打算 下一步打算 下步工作 下一步计划 后续措施 整改措施 下一步工作措施 下一步安排",
        ),
        Field(
            "follow_up_due",
            "跟进期限",
            "date",
            "跟进截止日期 跟进期限 完成时限 办结时限 反馈时限 跟进截止时间 完成期限",
        ),
        Field("done", "是否办结", "yes_no", "是否办结 办结 是否解决 是否已解决 是否完成 办结情况"),
        Field("recorder", "填报人", "person", "填报人 记录人 登记人 填表人 经办人"),
        _NOTE,
    ),
)

CASES = Kind(
    "cases",
    "诉求台账",
    "诉求 问题清单 问题台账 诉求台账 困难问题 工单 问题诉求",
    (
        _SEQ,
        Field(
            "number", "诉求编号", "text", "工单编号 诉求编号 受理编号 问题编号 工单号 诉求单号 案件编号 编码 受理单号"
        ),
        Field("title", "诉求标题", "text", "工单标题 诉求标题 标题 问题标题 问题名称 诉求事项 事项名称"),
        Field("enterprise", "企业名称", "enterprise", _ENTERPRISE_NAMES, {"enterprise": "名称 全称"}, required=True),
        _USCC,
        Field("region", "所属地区", "place", _REGION.names),
        _PREFECTURE,
        _COUNTY,
        Field(
            "reported_on",
            "反映时间",
            "past_date",
            "反映时间 收集时间 登记时间 受理时间 提出时间 诉求时间 日期 时间 反映日期 登记日期 收集日期 问题收集时间 上报时间 受理日期 诉求提出时间 来电时间 提交时间 录入时间 上报日期 问题提出时间",
        ),
        Field(
            "source",
            "问题来源",
            "source",
            "问题来源 诉求渠道 线索来源 来源 诉求来源 来源渠道 收集渠道 渠道 反映渠道 问题渠道 受理渠道",
        ),
        Field(
            "category",
            "问题类别",
            "text",
            "问题类别 诉求类型 类型 诉求类别 问题类型 类别 诉求分类 问题分类 分类 事项类别 所属类别",
        ),
        Field("nature", "诉求性质", "nature", "诉求性质 性质 问题性质 工单类型"),
        Field("urgency", "紧急程度", "urgency", "紧急程度 缓急程度 紧急"),
        Field(
            "required_level",
            "协调层级",
            "level",
            "协调层级 需协调层级 解决层级 问题层级 所需层级 办理层级 需要协调解决的层级 层级",
        ),
        Field(
            "content",
            "具体问题",
            "content",
            "具体问题 问题描述 诉求内容 问题及诉求 问题诉求 企业诉求 存在问题 问题内容 诉求描述 问题 诉求 困难问题 诉求具体内容 问题具体内容 反映问题 困难和问题 问题详情 反映内容 存在的问题 诉求(问题)内容 "
            "问题及诉求内容 问题和诉求 具体诉求 企业反映问题 诉求问题 问题(诉求)内容 具体问题(诉求) 主要问题 反映的问题 问题(诉求)",
            required=True,
        ),
        Field(
            "suggestion", "解决建议", "text", "解决建议 意见建议 企业建议 建议 建议措施 对策建议 企业意见建议 工作建议"
        ),
        *_ORG_FIELDS,
        Field("leader", "责任领导", "people", f"{_LEADER_NAMES} 分管领导 督办领导 责任领导姓名", {"leader": _PERSON}),
        Field(
            "responsible",
            "责任人",
            "people",
            "责任人 经办人 承办人 办理人 责任人员 具体责任人 责任人姓名 办理责任人 联系人 承办责任人",
            {"lead_org": "责任人 负责人 经办人 联系人 联络人 姓名"},
        ),
        Field(
            "phone",
            "联系电话",
            "phone",
            f"责任人电话 承办人电话 责任人联系电话 经办人电话 {_PHONE}",
            {"lead_org": _PHONE},
        ),
        Field(
            "contact",
            "企业联系人",
            "person",
            "求助人员 企业联系人 反映人 诉求人 来电人 诉求人姓名 反映人姓名 企业负责人",
            {"enterprise": f"{_PERSON} {_LINK}", "contact": _PERSON},
        ),
        Field(
            "contact_phone",
            "企业联系电话",
            "phone",
            "求助号码 企业联系电话 来电号码 诉求人电话 企业电话 反映人电话 企业联系人电话",
            {"enterprise": _PHONE, "contact": _PHONE},
        ),
        Field(
            "assigned_on",
            "交办时间",
            "date",
            "交办时间 交办日期 转办时间 分办时间 派单时间 转办日期 市交办时间 区交办时间 下达时间",
        ),
        Field(
            "due_on",
            "办理时限",
            "date",
            "办理时限 办结期限 完成时限 整改时限 解决时限 办结时限 办理期限 完成期限 解决期限 要求办结时间 时限 整改期限 拟解决时限 拟办结时间 计划完成时间 市交办办结期限 区交办办结期限 限办时间 办结截止时间 "
            "截止日期 截止时间 预计完成时间 答复时限",
        ),
        Field(
            "progress",
            "办理进展",
            "text",
            "办理进展 办理情况 进展情况 解决措施 推进情况 工作进展 处理情况 整改措施 落实情况 目前进展 处理结果 答复意见 办理结果 答复内容 办理措施 解决进展 进展 工作措施",
        ),
        Field(
            "status",
            "是否办结",
            "case_status",
            "是否办结 办结情况 解决情况 状态 销号情况 工单状态 办理状态 办结状态 问题状态 解决状态 是否解决 是否已解决 是否销号 诉求状态 办结 完成情况 诉求解决情况 是否完成",
        ),
        Field(
            "closed_on",
            "办结时间",
            "past_date",
            "办结时间 销号时间 办结日期 完成时间 解决时间 销号日期 实际办结时间 完成日期 办理完成时间 实际完成时间 解决日期",
        ),
        Field(
            "rating",
            "企业满意度",
            "rating",
            "企业满意度 是否满意 满意度 评价 满意程度 企业评价 满意情况 企业是否满意 满意度评价 回访满意度 办理满意度",
        ),
        Field("call_back", "回访情况", "text", "回访情况 回访 回访结果 回访记录 跟踪回访"),
        Field("difficult", "是否疑难", "yes_no", "是否疑难 疑难 是否疑难问题"),
        Field("common", "是否共性问题", "yes_no", "是否共性问题 共性问题 是否共性"),
        _NOTE,
    ),
)

KINDS: dict[str, Kind] = {k.name: k for k in (LEADERS, ENTERPRISES, VISITS, CASES)}

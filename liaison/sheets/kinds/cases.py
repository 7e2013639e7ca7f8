"""问题清单 / 诉求台账 (§2.4)."""

from .base import Field, Kind
from .shared import (
    COUNTY,
    ENTERPRISE_NAMES,
    LEADER_NAMES,
    LINK,
    NOTE,
    ORG_FIELDS,
    PERSON,
    PHONE,
    PREFECTURE,
    REGION,
    SEQ,
    USCC,
)

CASES = Kind(
    "cases",
    "诉求台账",
    "诉求 问题清单 问题台账 诉求台账 困难问题 工单 问题诉求",
    (
        SEQ,
        Field(
            "number", "诉求编号", "text", "工单编号 诉求编号 受理编号 问题编号 工单号 诉求单号 案件编号 编码 受理单号"
        ),
        Field("title", "诉求标题", "text", "工单标题 诉求标题 标题 问题标题 问题名称 诉求事项 事项名称"),
        Field("enterprise", "企业名称", "enterprise", ENTERPRISE_NAMES, {"enterprise": "名称 全称"}, required=True),
        USCC,
        Field("region", "所属地区", "place", REGION.names),
        PREFECTURE,
        COUNTY,
        Field(
            "reported_on",
            "反映时间",
            "past_date",
            "反映时间 收集时间 登记时间 受理时间 提出时间 诉求时间 日期 时间 反映日期 登记日期 "
            "收集日期 问题收集时间 上报时间 受理日期 诉求提出时间 来电时间 提交时间 录入时间 "
            "上报日期 问题提出时间",
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
            "具体问题 问题描述 诉求内容 问题及诉求 问题诉求 企业诉求 存在问题 问题内容 诉求描述 "
            "问题 诉求 困难问题 诉求具体内容 问题具体内容 反映问题 困难和问题 问题详情 反映内容 "
            "存在的问题 诉求(问题)内容 "
            "问题及诉求内容 问题和诉求 具体诉求 企业反映问题 诉求问题 问题(诉求)内容 "
            "具体问题(诉求) 主要问题 反映的问题 问题(诉求) 企业问题及诉求 企业问题诉求",
            required=True,
        ),
        Field(
            "suggestion", "解决建议", "text", "解决建议 意见建议 企业建议 建议 建议措施 对策建议 企业意见建议 工作建议"
        ),
        *ORG_FIELDS,
        Field("leader", "责任领导", "leaders", f"{LEADER_NAMES} 分管领导 督办领导 责任领导姓名", {"leader": PERSON}),
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
            f"责任人电话 承办人电话 责任人联系电话 经办人电话 {PHONE}",
            {"lead_org": PHONE},
        ),
        Field(
            "contact",
            "企业联系人",
            "person",
            "求助人员 企业联系人 反映人 诉求人 来电人 诉求人姓名 反映人姓名 企业负责人",
            {"enterprise": f"{PERSON} {LINK}", "contact": PERSON},
        ),
        Field(
            "contact_phone",
            "企业联系电话",
            "phone",
            "求助号码 企业联系电话 来电号码 诉求人电话 企业电话 反映人电话 企业联系人电话",
            {"enterprise": PHONE, "contact": PHONE},
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
            "办理时限 办结期限 完成时限 整改时限 解决时限 办结时限 办理期限 完成期限 解决期限 "
            "要求办结时间 时限 整改期限 拟解决时限 拟办结时间 计划完成时间 市交办办结期限 "
            "区交办办结期限 限办时间 办结截止时间 "
            "截止日期 截止时间 预计完成时间 答复时限 解决问题时限 解决问题期限",
        ),
        Field(
            "progress",
            "办理进展",
            "text",
            "办理进展 办理情况 进展情况 解决措施 推进情况 工作进展 处理情况 整改措施 落实情况 "
            "目前进展 处理结果 答复意见 办理结果 答复内容 办理措施 解决进展 进展 工作措施 当前进展情况 目前进展情况",
        ),
        Field(
            "status",
            "是否办结",
            "case_status",
            "是否办结 办结情况 解决情况 状态 销号情况 工单状态 办理状态 办结状态 问题状态 "
            "解决状态 是否解决 是否已解决 是否销号 诉求状态 办结 完成情况 诉求解决情况 是否完成 问题及诉求解决情况",
        ),
        Field(
            "closed_on",
            "办结时间",
            "past_date",
            "办结时间 销号时间 办结日期 完成时间 解决时间 销号日期 实际办结时间 完成日期 "
            "办理完成时间 实际完成时间 解决日期",
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
        NOTE,
    ),
)

"""走访记录 (§2.3)."""

from .base import Field, Kind
from .shared import COUNTY, ENTERPRISE_NAMES, LEADER_NAMES, NOTE, PERSON, POST, PREFECTURE, REGION, SEQ, USCC, WITH_POST

VISITS = Kind(
    "visits",
    "走访记录",
    "走访 走访记录 走访情况 走访台账 调研记录 入企 走访登记",
    (
        SEQ,
        Field(
            "date",
            "走访时间",
            "past_date",
            "走访时间 日期 时间 走访日期 调研时间 入企时间 活动时间 调研日期 走访时间(年月日) "
            "入企日期 座谈时间 开展时间 走访时间(日期) 联系时间",
            required=True,
        ),
        Field(
            "leader",
            "走访领导",
            "leaders",
            f"走访领导 带队领导 走访人员 走访人 带队人 {LEADER_NAMES} 参加领导 调研领导 "
            f"走访领导姓名 走访干部 走访领导及职务 入企领导",
            {"leader": f"{PERSON} {WITH_POST}"},
        ),
        Field("leader_post", "领导职务", "post", "领导职务 走访领导职务 职务", {"leader": f"{POST} 领导职务"}),
        Field(
            "companions",
            "陪同人员",
            "people",
            "陪同人员 参加人员 陪同 随行人员 参与人员 陪同走访人员 陪同单位及人员 同行人员 陪同领导 参加人 陪同部门",
        ),
        Field("enterprises", "走访企业", "enterprises", ENTERPRISE_NAMES, {"enterprise": "名称"}, required=True),
        USCC,
        Field("region", "所属地区", "place", REGION.names),
        PREFECTURE,
        COUNTY,
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
            "存在问题 企业诉求 问题及诉求 困难问题 意见建议 问题 诉求 存在的问题 存在困难 "
            "企业问题 问题诉求 企业困难 反映问题 存在的困难和问题 困难和问题 诉求内容 "
            "存在问题及诉求 企业反映问题 "
            "问题和诉求 企业存在问题 主要问题 存在的主要问题 困难及诉求 收集问题 困难问题及诉求 "
            "存在困难和问题 诉求及建议 企业诉求及建议 问题建议 诉求(问题) 企业诉求(问题) "
            "问题(诉求) 困难诉求 发现问题 企业问题及诉求 企业问题诉求 企业问题和诉求",
        ),
        Field(
            "resolved",
            "现场解决情况",
            "text",
            "现场解决情况 解决情况 办理情况 诉求解决情况 现场答复 问题解决情况 现场办理情况 "
            "处理情况 帮助解决问题 落实情况 现场解决 解决措施 帮扶情况 问题及诉求解决情况 诉求及问题解决情况",
        ),
        Field("policy", "宣传政策", "text", "宣传政策 政策宣传 宣讲政策 政策宣讲 宣传政策情况"),
        Field(
            "next_steps",
            "下一步措施",
            "text",
            "下一步措施 下步措施 下一步工作 下步打算 下一步打算 下步工作 下一步计划 后续措施 "
            "整改措施 下一步工作措施 下一步安排",
        ),
        Field(
            "follow_up_due",
            "跟进期限",
            "date",
            "跟进截止日期 跟进期限 完成时限 办结时限 反馈时限 跟进截止时间 完成期限",
        ),
        Field("done", "是否办结", "yes_no", "是否办结 办结 是否解决 是否已解决 是否完成 办结情况"),
        Field("recorder", "填报人", "person", "填报人 记录人 登记人 填表人 经办人"),
        NOTE,
    ),
)

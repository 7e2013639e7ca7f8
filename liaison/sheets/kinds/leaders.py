"""领导联系分工表 (§2.5): one leader a row, or one enterprise a row."""

from .base import Field, Kind
from .shared import (
    ENTERPRISE_NAMES,
    LEADER_NAMES,
    LEVEL,
    NOTE,
    OFFICER_FIELDS,
    ORG_FIELDS,
    PERSON,
    PHONE,
    POST,
    SEQ,
    USCC,
    WITH_POST,
)

LEADERS = Kind(
    "leaders",
    "领导联系分工表",
    "分工表 分工 联系地区 领导联系 包联分工 领导分工 联系方案 安排表",
    (
        SEQ,
        Field(
            "leader", "姓名", "leaders", f"姓名 {LEADER_NAMES}", {"leader": f"{PERSON} 领导姓名 名单"}, required=True
        ),
        Field("leader_post", "职务", "post", f"{POST} 联系领导职务", {"leader": f"{POST} 领导职务"}),
        Field("leader_with_post", "姓名及职务", "leaders", WITH_POST, {"leader": WITH_POST}),
        Field("leader_level", "层级", "level", LEVEL, {"leader": LEVEL}),
        Field("leader_phone", "领导电话", "phone", "领导电话 联系领导电话 领导联系电话", {"leader": PHONE}),
        Field(
            "region",
            "联系地区",
            "places",
            "联系地区 联系市州 联系市(州) 包联地区 地区 联系区域 包保地区 负责地区 挂钩地区 市州 "
            "市(州) 联系地 包联市州 联系片区 所属地区 联系地(市、州) 联系市(州)、县(市、区)",
            {"region": "市州 市(州) 名称"},
        ),
        Field(
            "county",
            "联系县（市、区）",
            "places",
            "联系县(市、区) 联系县市区 县(市、区) 县市区 联系县区 联系县(市) 包联县(市、区) "
            "县(市) 联系县 联系县(区) 所属县(市、区) 所属县(市) 包联县市区",
            {"region": "县(市、区) 县市区 县区"},
        ),
        Field(
            "enterprises",
            "联系企业",
            "enterprises",
            ENTERPRISE_NAMES
            + " 联系民营企业 联系重点企业 联系重点民营企业 联系企业名单 包联民营企业 重点民营企业 民营企业",
            {"enterprise": "名称 企业名称 名单"},
        ),
        USCC,
        Field(
            "enterprise_place",
            "企业所在县区",
            "place",
            "企业所在县区 企业所在地 企业属地 企业所属县区",
            {"enterprise": "所在县区 县区 县市区 县(市、区) 所在地 属地 所属县区 所属地区 所在县(市、区) 所在县市区"},
        ),
        Field(
            "since",
            "联系起始日期",
            "date",
            "联系起始日期 起始日期 联系开始时间 起始时间 开始时间 联系时间 任职时间 包联时间",
        ),
        *ORG_FIELDS,
        *OFFICER_FIELDS,
        NOTE,
    ),
    keeps_extra=False,
    left_out=("leader_phone", "enterprise_place", "note"),
)

"""The field's standard classifications of enterprises."""

from django.db import models


class IndustrySection(models.TextChoices):
    """行业门类: the 20 sections of GB/T 4754-2017."""

    A = "A", "农、林、牧、渔业"
    B = "B", "采矿业"
    C = "C", "制造业"
    D = "D", "电力、热力、燃气及水生产和供应业"
    E = "E", "建筑业"
    F = "F", "批发和零售业"
    G = "G", "交通运输、仓储和邮政业"
    H = "H", "住宿和餐饮业"
    I = "I", "信息传输、软件和信息技术服务业"  # noqa: E741
    J = "J", "金融业"
    K = "K", "房地产业"
    L = "L", "租赁和商务服务业"
    M = "M", "科学研究和技术服务业"
    N = "N", "水利、环境和公共设施管理业"
    O = "O", "居民服务、修理和其他服务业"  # noqa: E741
    P = "P", "教育"
    Q = "Q", "卫生和社会工作"
    R = "R", "文化、体育和娱乐业"
    S = "S", "公共管理、社会保障和社会组织"
    T = "T", "国际组织"


class Size(models.TextChoices):
    """企业规模 as declared (统计上大中小微型企业划分办法, 2017); never computed here."""

    LARGE = "L", "大型"
    MEDIUM = "M", "中型"
    SMALL = "S", "小型"
    MICRO = "XS", "微型"


class SrdiLevel(models.TextChoices):
    """专精特新 tiers, lowest first."""

    INNOVATIVE = "innovative", "创新型中小企业"
    PROVINCIAL = "provincial", "专精特新中小企业"
    LITTLE_GIANT = "little_giant", "专精特新“小巨人”"
    CHAMPION = "champion", "制造业单项冠军"


class Ownership(models.TextChoices):
    PRIVATE = "private", "民营"
    STATE = "state", "国有"
    FOREIGN = "foreign", "外资"
    OTHER = "other", "其他"


class Status(models.TextChoices):
    NORMAL = "normal", "正常"
    SUSPENDED = "suspended", "停产"
    UNREACHABLE = "unreachable", "失联"
    ZOMBIE = "zombie", "僵尸企业"
    DEREGISTERED = "deregistered", "注销"
    MOVED_OUT = "moved_out", "迁出"


# No longer there to be kept in touch with; those that have stopped or cannot be reached still are.
GONE = (Status.DEREGISTERED, Status.MOVED_OUT)


class Tier(models.TextChoices):
    """联系分类; it sets how often an enterprise is to be visited."""

    ONE = "1", "一类"
    TWO = "2", "二类"
    THREE = "3", "三类"


STATUS_COLOURS = {
    Status.NORMAL: "success",
    Status.SUSPENDED: "warning",
    Status.UNREACHABLE: "danger",
    Status.ZOMBIE: "danger",
    Status.DEREGISTERED: "default",
    Status.MOVED_OUT: "info",
}

"""Words about enterprises: size, tiers, ownership, state."""

from ..cells import plain, warning
from ..types import Parsed
from .general import YES_NO
from .lookup import look_up, table, unknown, word_of

_ABOVE_SCALE = YES_NO | table(
    (
        True,
        "规上 规模以上 四上 规上企业 四上企业 规上工业 规上工业企业 规模以上企业 规上服务业 "
        "规上建筑业 限上 限上企业 规模以上工业企业 规上(工业) 限额以上",
    ),
    (False, "规下 规模以下 非规上 非四上 限下 规下企业 未入规 不是规上 规模以下企业 未上规"),
    doubtful=((False, "培育 拟入规 升规培育 小升规 小升规培育 拟升规", "表示还不是规上企业，按“否”登记，请核对。"),),
)


def parse_above_scale(raw) -> Parsed:
    """Read 是否规上. Value: True, False or None."""
    if type(raw) is float and raw in (0.0, 1.0):
        return Parsed(raw == 1.0)
    return look_up(raw, _ABOVE_SCALE) or unknown(raw, "规上情况", ("是", "否"))


_SIZES = table(
    ("L", "大型 大 大型企业 L 特大型 大型工业"),
    ("M", "中型 中 中型企业 M"),
    ("S", "小型 小 小型企业 S"),
    ("XS", "微型 微 微型企业 XS 小微型(微)"),
)


def parse_size(raw) -> Parsed:
    """Read 企业规模 as declared. Value: a ``Size`` code or None."""
    found = look_up(raw, _SIZES)
    if found:
        return found
    options = {"小微": ("小型", "微型"), "中小": ("中型", "小型"), "大中": ("大型", "中型")}.get(word_of(raw)[:2])
    return unknown(raw, "企业规模", options or ("大型", "中型", "小型", "微型"))


_SRDI = table(
    ("innovative", "创新型中小企业 创新型 创新型中小 省级创新型中小企业"),
    (
        "provincial",
        "专精特新中小企业 省级专精特新中小企业 省级专精特新 专精特新(省级) 专精特新企业 省级 "
        "省专精特新 专精特新中小企业(省级) 专精特新(省) 省级专精特新企业 "
        "省级“专精特新”中小企业",
    ),
    (
        "little_giant",
        "专精特新小巨人 小巨人 国家级专精特新小巨人 国家级专精特新 国家级 专精特新小巨人企业 "
        "国家级小巨人 小巨人企业 专精特新小巨人(国家级) 国家级专精特新小巨人企业 "
        "国家专精特新小巨人 国家级专精特新“小巨人”企业",
    ),
    ("champion", "制造业单项冠军 单项冠军 国家级制造业单项冠军 制造业单项冠军企业 单项冠军企业 国家制造业单项冠军"),
    ("", "否 × 不是 N NO 0 非专精特新 X 非"),
    doubtful=(
        (
            "provincial",
            "专精特新 是 √ ✓ Y 有 市级专精特新 市级 1",
            "没有写明层级，按省级专精特新中小企业登记，请核对。",
        ),
        ("little_giant", "省级小巨人 省级专精特新小巨人", "写的是省级小巨人，按专精特新“小巨人”登记，请核对。"),
    ),
)
_SRDI_ORDER = (("冠军", "champion"), ("小巨人", "little_giant"), ("专精特新", "provincial"), ("创新型", "innovative"))


def parse_srdi(raw) -> Parsed:
    """Read 专精特新. Value: a ``SrdiLevel`` code, "" for none, None for blank."""
    found = look_up(raw, _SRDI, empty="" if plain(raw) else None)
    if found:
        return found
    word = word_of(raw)
    for part, code in _SRDI_ORDER:
        if part in word:
            return warning(code, f"“{plain(raw)}”里有几项，按最高一级登记，请核对。")
    return warning("", f"“{plain(raw)}”不是专精特新的层级，本栏留空，原文保留。")


_OWNERSHIP = table(
    (
        "private",
        "民营 私营 民营企业 私营企业 民企 私企 有限责任公司(自然人独资) 自然人独资 个体 "
        "个体工商户 个人独资 民营经济 自然人投资或控股 有限责任公司(自然人投资或控股)",
    ),
    ("state", "国有 国企 国有企业 国有控股 国有独资 央企 地方国企 国资"),
    ("foreign", "外资 外商投资 外商独资 中外合资 合资 港澳台 港澳台投资 外资企业 外商 中外合作 合资企业"),
    ("other", "其他 其它 集体 集体企业 混合 混合所有制 股份制 农民专业合作社 合作社"),
)


def parse_ownership(raw) -> Parsed:
    """Read 经济类型. Value: an ``Ownership`` code or None."""
    return look_up(raw, _OWNERSHIP) or warning(
        None, f"“{plain(raw)}”不是经济类型（民营、国有、外资、其他），本栏未导入，原文保留。"
    )


_ENTERPRISE_STATUS = table(
    (
        "normal",
        "存续(在营、开业、在册) 在册 正常 在营 存续 开业 正常经营 正常生产 生产 营业 正常运营 在业 在产 良好 "
        "生产经营正常 正常生产经营 经营正常",
    ),
    ("suspended", "停产 停业 歇业 半停产 停产停业 停工 暂停经营 停产检修 季节性停产"),
    ("unreachable", "失联 联系不上 无法联系"),
    ("zombie", "僵尸企业 僵尸"),
    ("deregistered", "注销 吊销 已注销 已吊销 破产 吊销未注销 倒闭 关闭"),
    ("moved_out", "迁出 已迁出 外迁 搬迁 迁移"),
)


def parse_enterprise_status(raw) -> Parsed:
    """Read 经营状态. Value: a ``Status`` code or None."""
    return look_up(raw, _ENTERPRISE_STATUS) or unknown(
        raw, "经营状态", ("正常", "停产", "失联", "僵尸企业", "注销", "迁出")
    )


_TIERS = table(
    ("1", "一类 1类 一 1 A类 A Ⅰ类 I类"), ("2", "二类 2类 二 2 B类 B Ⅱ类 II类"), ("3", "三类 3类 三 3 C类 C Ⅲ类 III类")
)


def parse_tier(raw) -> Parsed:
    """Read 联系分类. Value: a ``Tier`` code or None."""
    return look_up(raw, _TIERS) or warning(None, f"“{plain(raw)}”不是一类、二类或三类，本栏未导入，原文保留。")

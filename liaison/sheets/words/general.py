"""Yes and no, and the level of leaders."""

from ..types import Parsed
from .lookup import look_up, table, unknown

_YES = "是 √ ✓ ✔ ☑ ✅ Y YES 1 有 对 TRUE T ● ■ ★ V 已 ○是"
_NO = "否 × ✗ ✘ ☒ X N NO 0 无 不是 非 FALSE F ☐ □ 没有 未 不"
YES_NO = table((True, _YES), (False, _NO))


def parse_yes_no(raw) -> Parsed:
    """Read yes or no. Value: True, False, or None for blank (blank is not "no")."""
    if type(raw) is float and raw in (0.0, 1.0):
        return Parsed(raw == 1.0)
    return look_up(raw, YES_NO) or unknown(raw, "是否", ("是", "否"))


_LEVELS = table(
    ("province", "省级 省 省级领导 省领导 省部级 副省级 正省级 省级联系 厅级以上"),
    (
        "prefecture",
        "市级 市 市州级 市(州)级 市州 市(州) 州级 地级 地市级 市级领导 市州领导 市(州)领导 "
        "市(州)级领导 地厅级 厅级 市领导 设区市级",
    ),
    (
        "county",
        "县级 县 区级 区 县区级 县(区)级 县市区级 县(市、区)级 县(市、区) 县(市区)级 县处级 "
        "处级 县级领导 县领导 区领导 县(市、区)领导 县市级 县市区 县市区领导 区县级 县级市",
    ),
    (
        "township",
        "乡镇级 乡级 镇级 街道 乡镇 乡镇(街道) 乡镇(街道)级 乡镇街道 街道级 乡科级 科级 镇街 "
        "镇街级 乡镇级领导 乡镇街道级 乡 镇",
    ),
    doubtful=(("county", "县市 市县", "可能是市级也可能是县级，按县级登记，请核对。"),),
)


def parse_level(raw) -> Parsed:
    """Read the level of a leader. Value: a ``Level`` code or None."""
    return look_up(raw, _LEVELS) or unknown(raw, "层级", ("省级", "市级", "县级", "乡镇级"))

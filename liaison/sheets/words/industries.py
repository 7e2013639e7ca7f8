"""行业门类 of GB/T 4754-2017, and the informal 产业 that stand in its place."""

import re

from ..cells import broken, plain, says_nothing, warning
from ..types import CellError, Parsed
from .lookup import table, word_of

_INDUSTRIES = table(
    ("A", "农林牧渔业 农业 林业 畜牧业 渔业 农牧业 种植业 养殖业 A"),
    ("B", "采矿业 采掘业 矿业 B"),
    ("C", "制造业 工业制造 制造 C"),
    ("D", "电力热力燃气及水生产和供应业 电力热力燃气及水的生产和供应业 电力 供热 D"),
    ("E", "建筑业 建筑 E"),
    ("F", "批发和零售业 批发零售业 批发零售 商贸业 商业 零售业 批发业 F"),
    ("G", "交通运输仓储和邮政业 交通运输仓储及邮政业 交通运输业 物流业 仓储业 G"),
    ("H", "住宿和餐饮业 住宿餐饮业 餐饮业 住宿业 H"),
    (
        "I",
        "信息传输软件和信息技术服务业 信息传输计算机服务和软件业 软件和信息技术服务业 软件业 "
        "信息技术服务业 软件信息业 I",
    ),
    ("J", "金融业 J"),
    ("K", "房地产业 房地产 K"),
    ("L", "租赁和商务服务业 商务服务业 租赁业 L"),
    ("M", "科学研究和技术服务业 科学研究技术服务和地质勘查业 科技服务业 科学研究 M"),
    ("N", "水利环境和公共设施管理业 N"),
    ("O", "居民服务修理和其他服务业 居民服务和其他服务业 居民服务业 O"),
    ("P", "教育 教育业 P"),
    ("Q", "卫生和社会工作 卫生社会保障和社会福利业 卫生 医疗卫生 Q"),
    ("R", "文化体育和娱乐业 文化娱乐业 文化业 R"),
    ("S", "公共管理社会保障和社会组织 S"),
    ("T", "国际组织 T"),
    doubtful=(
        (
            "C",
            "工业 装备制造 装备制造业 汽车 汽车零部件 医药 医药制造 食品 食品加工 农产品加工 "
            "农副食品加工 化工 建材 冶金 轻工 纺织 机械 机械制造 电子 新材料 医药健康 石化 "
            "人参加工 食品制造 医药制造业 农产品加工业 食品加工业 汽车制造业 生物医药 粮食加工",
            "是产业名称，行业门类按制造业登记，原文保留为产业。",
        ),
        ("A", "种养殖 农牧 特色农业 现代农业", "是产业名称，行业门类按农、林、牧、渔业登记，原文保留为产业。"),
        ("G", "物流 交通运输 运输", "是产业名称，行业门类按交通运输、仓储和邮政业登记，原文保留为产业。"),
        (
            "I",
            "软件 信息技术 互联网 信息产业 数字经济",
            "是产业名称，行业门类按信息传输、软件和信息技术服务业登记，原文保留为产业。",
        ),
        ("F", "商贸 批发 零售 电商 商贸流通", "是产业名称，行业门类按批发和零售业登记，原文保留为产业。"),
        ("H", "餐饮 酒店 住宿", "是产业名称，行业门类按住宿和餐饮业登记，原文保留为产业。"),
        ("R", "文化 体育", "是产业名称，行业门类按文化、体育和娱乐业登记，原文保留为产业。"),
    ),
)
_MARKS = re.compile(r"[、,，·/\s]+")
_LETTER_FIRST = re.compile(r"([A-T])[-、.:：\s]*([\u4e00-\u9fff].*)")
_DIVISION = re.compile(r"([A-T])?(\d{2,4})[\s\-.、]*.*")
# GB/T 4754-2017: first and last 大类 of each section.
_SECTION_OF_DIVISION = (
    ("A", 1, 5),
    ("B", 6, 12),
    ("C", 13, 43),
    ("D", 44, 46),
    ("E", 47, 50),
    ("F", 51, 52),
    ("G", 53, 60),
    ("H", 61, 62),
    ("I", 63, 65),
    ("J", 66, 69),
    ("K", 70, 70),
    ("L", 71, 72),
    ("M", 73, 75),
    ("N", 76, 79),
    ("O", 80, 82),
    ("P", 83, 83),
    ("Q", 84, 85),
    ("R", 86, 90),
    ("S", 91, 96),
    ("T", 97, 97),
)


def parse_industry(raw) -> Parsed:
    """Read 行业门类 (GB/T 4754-2017). Value: a section letter or None; informal 产业 are warned about."""
    if type(raw) is CellError:
        return broken(raw)
    word = _MARKS.sub("", word_of(raw))
    found = _INDUSTRIES.get(word)
    if found is None and (m := _LETTER_FIRST.fullmatch(word)):
        found = _INDUSTRIES.get(m[2])
    if found:
        return warning(found.code, f"“{plain(raw)}”{found.doubt}") if found.doubt else Parsed(found.code)
    if says_nothing(word):
        return Parsed(None)
    if m := _DIVISION.fullmatch(word):
        number = int(m[2][:2])
        section = next((s for s, first, last in _SECTION_OF_DIVISION if first <= number <= last), None)
        if section and m[1] in (None, section):
            return Parsed(section)
    if word.endswith(("制造业", "加工业", "制造", "加工")):
        return warning("C", f"“{plain(raw)}”是制造业的一类，行业门类按制造业登记，原文保留。")
    return warning(None, f"“{plain(raw)}”不在国民经济行业的20个门类里，本栏未导入，原文保留为产业。")

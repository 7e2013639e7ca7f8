"""Words from closed lists: yes/no, status, rating, level, size, industry and so on, mapped to the codes of the rooms below.

The codes are those of ``liaison.enterprises.choices``, ``liaison.visits.models``, ``liaison.cases.choices`` and
``liaison.directory.models.Level``; a test holds them together. Blank is never "no".
"""

import re
from typing import NamedTuple

from .cells import broken, plain, question, says_nothing, warning
from .types import Candidate, CellError, Parsed

_SQUEEZE = re.compile(r"[\s“”\"'‘’「」]+")


def _word(raw) -> str:
    return _SQUEEZE.sub("", plain(raw)).strip("。.;；,，、").upper()


class Word(NamedTuple):
    """What one written word means: the code, and for a doubtful one the warning."""

    code: object
    doubt: str = ""


def _table(*entries: tuple[object, str], doubtful: tuple[tuple[object, str, str], ...] = ()) -> dict[str, Word]:
    table = {word.upper(): Word(code) for code, words in entries for word in words.split()}
    for code, words, doubt in doubtful:
        table |= {word.upper(): Word(code, doubt) for word in words.split()}
    return table


def _look_up(raw, table: dict[str, Word], empty=None) -> Parsed | None:
    """Look a word up; None if the table does not have it."""
    if type(raw) is CellError:
        return broken(raw)
    word = _word(raw)
    found = table.get(word)
    if found is None and says_nothing(word):
        return Parsed(empty)
    if found is None:
        return None
    return warning(found.code, f"“{plain(raw)}”{found.doubt}") if found.doubt else Parsed(found.code)


def _unknown(raw, what: str, candidates) -> Parsed:
    return question(f"不认识的{what}“{plain(raw)}”。请选择。", [Candidate(c, c, 0.3) for c in candidates])


_YES = "是 √ ✓ ✔ ☑ ✅ Y YES 1 有 对 TRUE T ● ■ ★ V 已 ○是"
_NO = "否 × ✗ ✘ ☒ X N NO 0 无 不是 非 FALSE F ☐ □ 没有 未 不"
_YES_NO = _table((True, _YES), (False, _NO))


def parse_yes_no(raw) -> Parsed:
    """Read yes or no. Value: True, False, or None for blank (blank is not "no")."""
    if type(raw) is float and raw in (0.0, 1.0):
        return Parsed(raw == 1.0)
    return _look_up(raw, _YES_NO) or _unknown(raw, "是否", ("是", "否"))


_ABOVE_SCALE = _YES_NO | _table(
    (
        True,
        "规上 规模以上 四上 规上企业 四上企业 规上工业 规上工业企业 规模以上企业 规上服务业 规上建筑业 限上 限上企业 规模以上工业企业 规上(工业) 限额以上",
    ),
    (False, "规下 规模以下 非规上 非四上 限下 规下企业 未入规 不是规上 规模以下企业 未上规"),
    doubtful=((False, "培育 拟入规 升规培育 小升规 小升规培育 拟升规", "表示还不是规上企业，按“否”登记，请核对。"),),
)


def parse_above_scale(raw) -> Parsed:
    """Read 是否规上. Value: True, False or None."""
    if type(raw) is float and raw in (0.0, 1.0):
        return Parsed(raw == 1.0)
    return _look_up(raw, _ABOVE_SCALE) or _unknown(raw, "规上情况", ("是", "否"))


_LEVELS = _table(
    ("province", "省级 省 省级领导 省领导 省部级 副省级 正省级 省级联系 厅级以上"),
    (
        "prefecture",
        "市级 市 市州级 市(州)级 市州 市(州) 州级 地级 地市级 市级领导 市州领导 市(州)领导 市(州)级领导 地厅级 厅级 市领导 设区市级",
    ),
    (
        "county",
        "县级 县 区级 区 县区级 县(区)级 县市区级 县(市、区)级 县(市、区) 县(市区)级 县处级 处级 县级领导 县领导 区领导 县(市、区)领导 县市级 县市区 县市区领导 区县级 县级市",
    ),
    (
        "township",
        "乡镇级 乡级 镇级 街道 乡镇 乡镇(街道) 乡镇(街道)级 乡镇街道 街道级 乡科级 科级 镇街 镇街级 乡镇级领导 乡镇街道级 乡 镇",
    ),
    doubtful=(("county", "县市 市县", "可能是市级也可能是县级，按县级登记，请核对。"),),
)


def parse_level(raw) -> Parsed:
    """Read the level of a leader. Value: a ``Level`` code or None."""
    return _look_up(raw, _LEVELS) or _unknown(raw, "层级", ("省级", "市级", "县级", "乡镇级"))


_SIZES = _table(
    ("L", "大型 大 大型企业 L 特大型 大型工业"),
    ("M", "中型 中 中型企业 M"),
    ("S", "小型 小 小型企业 S"),
    ("XS", "微型 微 微型企业 XS 小微型(微)"),
)


def parse_size(raw) -> Parsed:
    """Read 企业规模 as declared. Value: a ``Size`` code or None."""
    found = _look_up(raw, _SIZES)
    if found:
        return found
    options = {"小微": ("小型", "微型"), "中小": ("中型", "小型"), "大中": ("大型", "中型")}.get(_word(raw)[:2])
    return _unknown(raw, "企业规模", options or ("大型", "中型", "小型", "微型"))


_SRDI = _table(
    ("innovative", "创新型中小企业 创新型 创新型中小 省级创新型中小企业"),
    (
        "provincial",
        "专精特新中小企业 省级专精特新中小企业 省级专精特新 专精特新(省级) 专精特新企业 省级 省专精特新 专精特新中小企业(省级) 专精特新(省) 省级专精特新企业 省级“专精特新”中小企业",
    ),
    (
        "little_giant",
        "专精特新小巨人 小巨人 国家级专精特新小巨人 国家级专精特新 国家级 专精特新小巨人企业 国家级小巨人 小巨人企业 专精特新小巨人(国家级) 国家级专精特新小巨人企业 国家专精特新小巨人 国家级专精特新“小巨人”企业",
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
    found = _look_up(raw, _SRDI, empty="" if plain(raw) else None)
    if found:
        return found
    word = _word(raw)
    for part, code in _SRDI_ORDER:
        if part in word:
            return warning(code, f"“{plain(raw)}”里有几项，按最高一级登记，请核对。")
    return warning("", f"“{plain(raw)}”不是专精特新的层级，本栏留空，原文保留。")


_OWNERSHIP = _table(
    (
        "private",
        "民营 私营 民营企业 私营企业 民企 私企 有限责任公司(自然人独资) 自然人独资 个体 个体工商户 个人独资 民营经济 自然人投资或控股 有限责任公司(自然人投资或控股)",
    ),
    ("state", "国有 国企 国有企业 国有控股 国有独资 央企 地方国企 国资"),
    ("foreign", "外资 外商投资 外商独资 中外合资 合资 港澳台 港澳台投资 外资企业 外商 中外合作 合资企业"),
    ("other", "其他 其它 集体 集体企业 混合 混合所有制 股份制 农民专业合作社 合作社"),
)


def parse_ownership(raw) -> Parsed:
    """Read 经济类型. Value: an ``Ownership`` code or None."""
    return _look_up(raw, _OWNERSHIP) or warning(
        None, f"“{plain(raw)}”不是经济类型（民营、国有、外资、其他），本栏未导入，原文保留。"
    )


_ENTERPRISE_STATUS = _table(
    (
        "normal",
        "正常 在营 存续 开业 正常经营 正常生产 生产 营业 正常运营 在业 在产 良好 生产经营正常 正常生产经营 经营正常",
    ),
    ("suspended", "停产 停业 歇业 半停产 停产停业 停工 暂停经营 停产检修 季节性停产"),
    ("unreachable", "失联 联系不上 无法联系"),
    ("zombie", "僵尸企业 僵尸"),
    ("deregistered", "注销 吊销 已注销 已吊销 破产 吊销未注销 倒闭 关闭"),
    ("moved_out", "迁出 已迁出 外迁 搬迁 迁移"),
)


def parse_enterprise_status(raw) -> Parsed:
    """Read 经营状态. Value: a ``Status`` code or None."""
    return _look_up(raw, _ENTERPRISE_STATUS) or _unknown(
        raw, "经营状态", ("正常", "停产", "失联", "僵尸企业", "注销", "迁出")
    )


_TIERS = _table(
    ("1", "一类 1类 一 1 A类 A Ⅰ类 I类"), ("2", "二类 2类 二 2 B类 B Ⅱ类 II类"), ("3", "三类 3类 三 3 C类 C Ⅲ类 III类")
)


def parse_tier(raw) -> Parsed:
    """Read 联系分类. Value: a ``Tier`` code or None."""
    return _look_up(raw, _TIERS) or warning(None, f"“{plain(raw)}”不是一类、二类或三类，本栏未导入，原文保留。")


_INDUSTRIES = _table(
    ("A", "农林牧渔业 农业 林业 畜牧业 渔业 农牧业 种植业 养殖业 A"),
    ("B", "采矿业 采掘业 矿业 B"),
    ("C", "制造业 工业制造 制造 C"),
    ("D", "电力热力燃气及水生产和供应业 电力热力燃气及水的生产和供应业 电力 供热 D"),
    ("E", "建筑业 建筑 E"),
    ("F", "批发和零售业 批发零售业 批发零售 商贸业 商业 零售业 批发业 F"),
    ("G", "交通运输仓储和邮政业 交通运输仓储及邮政业 交通运输业 物流业 仓储业 G"),
    ("H", "住宿和餐饮业 住宿餐饮业 餐饮业 住宿业 H"),
    ("I", "信息传输软件和信息技术服务业 信息传输计算机服务和软件业 软件和信息技术服务业 软件业 信息技术服务业 软件信息业 I"),
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
        ("C", "工业 装备制造 装备制造业 汽车 汽车零部件 医药 医药制造 食品 食品加工 农产品加工 农副食品加工 化工 建材 冶金 轻工 纺织 机械 机械制造 电子 新材料 医药健康 石化 人参加工 食品制造 医药制造业 农产品加工业 食品加工业 汽车制造业 生物医药 粮食加工",
         "是产业名称，行业门类按制造业登记，原文保留为产业。"),
        ("A", "种养殖 农牧 特色农业 现代农业", "是产业名称，行业门类按农、林、牧、渔业登记，原文保留为产业。"),
        ("G", "物流 交通运输 运输", "是产业名称，行业门类按交通运输、仓储和邮政业登记，原文保留为产业。"),
        ("I", "软件 信息技术 互联网 信息产业 数字经济", "是产业名称，行业门类按信息传输、软件和信息技术服务业登记，原文保留为产业。"),
        ("F", "商贸 批发 零售 电商 商贸流通", "是产业名称，行业门类按批发和零售业登记，原文保留为产业。"),
        ("H", "餐饮 酒店 住宿", "是产业名称，行业门类按住宿和餐饮业登记，原文保留为产业。"),
        ("R", "文化 体育", "是产业名称，行业门类按文化、体育和娱乐业登记，原文保留为产业。"),
    ),
)  # fmt: skip
_MARKS = re.compile(r"[、,，·/\s]+")
_LETTER_FIRST = re.compile(r"([A-T])[-、.:：\s]*([\u4e00-\u9fff].*)")
_DIVISION = re.compile(r"([A-T])?(\d{2,4})[\s\-.、]*.*")
# GB/T 4754-2017: first and last 大类 of each section.
_SECTION_OF_DIVISION = (
    ("A", 1, 5), ("B", 6, 12), ("C", 13, 43), ("D", 44, 46), ("E", 47, 50), ("F", 51, 52), ("G", 53, 60), ("H", 61, 62),
    ("I", 63, 65), ("J", 66, 69), ("K", 70, 70), ("L", 71, 72), ("M", 73, 75), ("N", 76, 79), ("O", 80, 82), ("P", 83, 83),
    ("Q", 84, 85), ("R", 86, 90), ("S", 91, 96), ("T", 97, 97),
)  # fmt: skip


def parse_industry(raw) -> Parsed:
    """Read 行业门类 (GB/T 4754-2017). Value: a section letter or None; informal 产业 are warned about."""
    if type(raw) is CellError:
        return broken(raw)
    word = _MARKS.sub("", _word(raw))
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


_METHODS = _table(
    ("onsite", "实地走访 走访 入企 上门 实地 入企走访 上门走访 现场走访 实地调研走访 SDZF 入户走访 上门服务 实地查看"),
    ("research", "调研 实地调研 专题调研 考察调研 调查研究"),
    ("symposium", "座谈 座谈会 恳谈 恳谈会 早餐会 沙龙 圆桌 圆桌会议 政企座谈 企业座谈会 召开座谈会 会议"),
    ("office", "现场办公 现场办公会"),
    ("phone", "电话 电话沟通 电话联系 DHGT 电话走访 电话回访 通话"),
    ("video", "视频 视频会议 线上 视频连线 线上会议"),
    ("received", "企业来访 来访 接待 接访 接待来访"),
    ("written", "书面 书面联系 信函 微信 邮件 短信"),
)  # fmt: skip


def parse_method(raw) -> Parsed:
    """Read 走访方式. Value: a ``Method`` code or None."""
    found = _look_up(raw, _METHODS)
    if found:
        return found
    parts = [p for p in re.split(r"[、,，/;；+与和]", _word(raw)) if p]
    codes = [_METHODS[p].code for p in parts if p in _METHODS]
    if len(parts) > 1 and codes:
        return warning(codes[0], f"“{plain(raw)}”写了几种方式，按第一种登记，请核对。")
    return _unknown(raw, "走访方式", ("实地走访", "调研", "座谈", "现场办公", "电话", "视频", "企业来访", "书面"))


class CaseStatus(NamedTuple):
    """State (``cases.choices.State``) and, where the word says so, result class (``Result``)."""

    state: str
    result: str = ""


CASE_STATUS = _table(
    (CaseStatus("closed"), "已办结 办结 是 √ ✓ ✔ ☑ Y YES 1 完成 已完成 销号 已销号 已销账 办理完毕 已结 结案 已结案 TRUE 已办理 已办完 办毕"),
    (CaseStatus("closed", "A"), "已解决 解决 已全部解决 全部解决 已协调解决 圆满解决 当场解决 现场解决 即时解决 已解决并销号"),
    (CaseStatus("closed", "C"), "已做好解释说明 已解释 已解释说明 解释说明 做好解释 已做解释 已做解释说明"),
    (CaseStatus("handling"), "正在办理 办理中 解决中 正在推进 正在解决 推进中 否 × ✗ X N NO 0 未办结 未解决 未完成 正在协调 协调中 已上报上级协调 在办 已交办 跟进中 处理中 进行中 "
     "正在处理 正在落实 未销号 待解决 待办理 FALSE 正在进行 落实中 正在协调解决 已转办 已受理 待办结 正在跟进 未 正在协调推进 已上报"),
    (CaseStatus("tracking", "B"), "持续推进 长期坚持 长期 长期推进 持续跟踪 持续解决 长期跟踪 列入计划 延时解决 持续跟进 长期解决 持续办理 已列入计划 长期办理 跟踪推进"),
    (CaseStatus("answered"), "已答复 答复 已回复 已反馈"),
    doubtful=(
        (CaseStatus("closed", "A"), "基本解决 基本办结 部分解决 基本完成", "不是完全解决，按已办结登记，请核对。"),
        (CaseStatus("closed", "C"), "无法解决 不能解决 暂不能解决 暂无法解决 暂时无法解决 难以解决 不予解决", "按“已办结、条件限制暂不能解决”登记，请核对。"),
    ),
)  # fmt: skip


def parse_case_status(raw) -> Parsed:
    """Read 是否办结 / 状态. Value: :class:`CaseStatus` or None for blank."""
    if type(raw) is float and raw in (0.0, 1.0):
        return Parsed(CaseStatus("closed") if raw else CaseStatus("handling"))
    return _look_up(raw, CASE_STATUS) or _unknown(
        raw, "办理状态", ("已办结", "正在办理", "持续推进", "已答复", "无法解决")
    )


_RATINGS = _table(
    (5, "非常满意 很满意 十分满意 特别满意 5 5分 5星 五星 非常好 优"),
    (4, "满意 4 4分 4星 四星 好 良"),
    (3, "基本满意 3 3分 3星 三星"),
    (2, "不满意 2 2分 2星 二星 差 不太满意"),
    (1, "非常不满意 很不满意 十分不满意 1 1分 1星 一星 极不满意"),
    (None, "未评价 未回访 待回访 待评价 暂未评价 未反馈 未评 暂无评价"),
    doubtful=(
        (3, "一般 一般满意 尚可 还可以 中 合格", "不在五级评价里，按“基本满意”登记，请核对。"),
        (4, "√ ✓ ✔ ☑ 是 Y YES", "只表示满意，按“满意”登记，请核对。"),
        (2, "× ✗ 否 N NO", "只表示不满意，按“不满意”登记，请核对。"),
        (5, "100% 100 100分 10分 10", "是满分，按“非常满意”登记，请核对。"),
    ),
)


def parse_rating(raw) -> Parsed:
    """Read 企业满意度. Value: 5 (非常满意) … 1, or None."""
    found = _look_up(raw, _RATINGS)
    if found:
        return found
    if _word(raw) in ("较满意", "比较满意", "较为满意"):
        return question(
            f"“{plain(raw)}”不在五级评价里，请选择。",
            [Candidate("满意", "满意", 0.6), Candidate("基本满意", "基本满意", 0.4)],
        )
    return _unknown(raw, "满意度", ("非常满意", "满意", "基本满意", "不满意", "非常不满意"))


_SOURCES = _table(
    ("visit", "领导走访 走访 领导调研 走访企业 入企走访 走访调研 调研 包联走访 走访收集 领导包联 实地走访"),
    ("symposium", "座谈会 座谈 企业座谈会 恳谈会 政企早餐会 早餐会"),
    ("office", "现场办公 现场办公会"),
    ("96611", "96611热线 96611"),
    ("12345", "12345转办 12345 12345热线 12345政务服务热线 12345平台 政务热线"),
    ("platform", "综合服务平台 平台 服务平台 企业服务平台 网上平台 线上平台"),
    ("direct_phone", "政商直通车电话 直通车电话 政商直通车"),
    ("mailbox", "直通车信箱 信箱 邮箱 政商直通车信箱"),
    ("association", "商会协会 商会 协会 行业协会 工商联 商会、协会 商协会 行业协会商会"),
    ("experts", "专家企业行 管理专家企业行"),
    ("deputy", "代表建议·政协提案 代表建议 政协提案 人大代表建议 提案 建议提案 代表建议政协提案 代表建议、政协提案"),
    ("superior", "上级交办 省级交办 市级交办 上级转办 交办 省交办 市交办"),
    ("subordinate", "下级上报 上报 县区上报 基层上报 属地上报"),
    ("ledger", "台账导入 EXCEL导入"),
)  # fmt: skip


def parse_source(raw) -> Parsed:
    """Read 问题来源. Value: a ``Source`` code or None."""
    found = _look_up(raw, _SOURCES)
    if found:
        return found
    return _unknown(
        raw,
        "问题来源",
        ("领导走访", "座谈会", "现场办公", "12345转办", "综合服务平台", "商会协会", "上级交办", "下级上报"),
    )


_NATURES = _table(
    ("inquiry", "咨询 咨询类 政策咨询"),
    ("help", "求助 求助类 诉求 困难 困难求助 求决"),
    ("complaint", "投诉 投诉类"),
    ("report", "举报 举报类"),
    ("suggestion", "建议 建议类 意见建议"),
)


def parse_nature(raw) -> Parsed:
    """Read 诉求性质. Value: a ``Nature`` code or None."""
    return _look_up(raw, _NATURES) or _unknown(raw, "诉求性质", ("咨询", "求助", "投诉", "举报", "建议"))


_URGENCIES = _table(
    ("1", "普通 一般 正常 平件 1 否"), ("2", "紧急 急 急件 较急 加急 2 是"), ("3", "特急 特急件 非常紧急 特别紧急 3")
)


def parse_urgency(raw) -> Parsed:
    """Read 紧急程度. Value: an ``Urgency`` code or None."""
    return _look_up(raw, _URGENCIES) or _unknown(raw, "紧急程度", ("普通", "紧急", "特急"))

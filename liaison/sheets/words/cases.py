"""Words about cases: state, rating, source, nature, urgency."""

from typing import NamedTuple

from ..cells import plain, question
from ..types import Candidate, Parsed
from .lookup import look_up, table, unknown, word_of


class CaseStatus(NamedTuple):
    """State (``cases.choices.State``) and, where the word says so, result class (``Result``)."""

    state: str
    result: str = ""


CASE_STATUS = table(
    (
        CaseStatus("closed"),
        "已办结 办结 是 √ ✓ ✔ ☑ Y YES 1 完成 已完成 销号 已销号 已销账 办理完毕 已结 结案 "
        "已结案 TRUE 已办理 已办完 办毕",
    ),
    (
        CaseStatus("closed", "A"),
        "已解决 解决 已全部解决 全部解决 已协调解决 圆满解决 当场解决 现场解决 即时解决 已解决并销号",
    ),
    (CaseStatus("closed", "C"), "已做好解释说明 已解释 已解释说明 解释说明 做好解释 已做解释 已做解释说明"),
    (
        CaseStatus("handling"),
        "正在办理 办理中 解决中 正在推进 正在解决 推进中 否 × ✗ X N NO 0 未办结 未解决 "
        "未完成 正在协调 协调中 已上报上级协调 在办 已交办 跟进中 处理中 进行中 "
        "正在处理 正在落实 未销号 待解决 待办理 FALSE 正在进行 落实中 正在协调解决 已转办 "
        "已受理 待办结 正在跟进 未 正在协调推进 已上报",
    ),
    (
        CaseStatus("tracking", "B"),
        "持续推进 长期坚持 长期 长期推进 持续跟踪 持续解决 长期跟踪 列入计划 延时解决 "
        "持续跟进 长期解决 持续办理 已列入计划 长期办理 跟踪推进",
    ),
    (CaseStatus("answered"), "已答复 答复 已回复 已反馈"),
    doubtful=(
        (CaseStatus("closed", "A"), "基本解决 基本办结 部分解决 基本完成", "不是完全解决，按已办结登记，请核对。"),
        (
            CaseStatus("closed", "C"),
            "无法解决 不能解决 暂不能解决 暂无法解决 暂时无法解决 难以解决 不予解决",
            "按“已办结、条件限制暂不能解决”登记，请核对。",
        ),
    ),
)


def parse_case_status(raw) -> Parsed:
    """Read 是否办结 / 状态. Value: :class:`CaseStatus` or None for blank."""
    if type(raw) is float and raw in (0.0, 1.0):
        return Parsed(CaseStatus("closed") if raw else CaseStatus("handling"))
    return look_up(raw, CASE_STATUS) or unknown(
        raw, "办理状态", ("已办结", "正在办理", "持续推进", "已答复", "无法解决")
    )


_RATINGS = table(
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
    found = look_up(raw, _RATINGS)
    if found:
        return found
    if word_of(raw) in ("较满意", "比较满意", "较为满意"):
        return question(
            f"“{plain(raw)}”不在五级评价里，请选择。",
            [Candidate("满意", "满意", 0.6), Candidate("基本满意", "基本满意", 0.4)],
        )
    return unknown(raw, "满意度", ("非常满意", "满意", "基本满意", "不满意", "非常不满意"))


_SOURCES = table(
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
)


def parse_source(raw) -> Parsed:
    """Read 问题来源. Value: a ``Source`` code or None."""
    found = look_up(raw, _SOURCES)
    if found:
        return found
    return unknown(
        raw,
        "问题来源",
        ("领导走访", "座谈会", "现场办公", "12345转办", "综合服务平台", "商会协会", "上级交办", "下级上报"),
    )


_NATURES = table(
    ("inquiry", "咨询 咨询类 政策咨询"),
    ("help", "求助 求助类 诉求 困难 困难求助 求决"),
    ("complaint", "投诉 投诉类"),
    ("report", "举报 举报类"),
    ("suggestion", "建议 建议类 意见建议"),
)


def parse_nature(raw) -> Parsed:
    """Read 诉求性质. Value: a ``Nature`` code or None."""
    return look_up(raw, _NATURES) or unknown(raw, "诉求性质", ("咨询", "求助", "投诉", "举报", "建议"))


_URGENCIES = table(
    ("1", "普通 一般 正常 平件 1 否"), ("2", "紧急 急 急件 较急 加急 2 是"), ("3", "特急 特急件 非常紧急 特别紧急 3")
)


def parse_urgency(raw) -> Parsed:
    """Read 紧急程度. Value: an ``Urgency`` code or None."""
    return look_up(raw, _URGENCIES) or unknown(raw, "紧急程度", ("普通", "紧急", "特急"))

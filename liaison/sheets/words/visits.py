"""走访方式."""

import re

from ..cells import plain, warning
from ..types import Parsed
from .lookup import look_up, table, unknown, word_of

_METHODS = table(
    ("onsite", "实地走访 走访 入企 上门 实地 入企走访 上门走访 现场走访 实地调研走访 SDZF 入户走访 上门服务 实地查看"),
    ("research", "调研 实地调研 专题调研 考察调研 调查研究"),
    ("symposium", "座谈 座谈会 恳谈 恳谈会 早餐会 沙龙 圆桌 圆桌会议 政企座谈 企业座谈会 召开座谈会 会议"),
    ("office", "现场办公 现场办公会"),
    ("phone", "电话 电话沟通 电话联系 DHGT 电话走访 电话回访 通话"),
    ("video", "视频 视频会议 线上 视频连线 线上会议"),
    ("received", "企业来访 来访 接待 接访 接待来访"),
    ("written", "书面 书面联系 信函 微信 邮件 短信"),
)


def parse_method(raw) -> Parsed:
    """Read 走访方式. Value: a ``Method`` code or None."""
    found = look_up(raw, _METHODS)
    if found:
        return found
    parts = [p for p in re.split(r"[、,，/;；+与和]", word_of(raw)) if p]
    codes = [_METHODS[p].code for p in parts if p in _METHODS]
    if len(parts) > 1 and codes:
        return warning(codes[0], f"“{plain(raw)}”写了几种方式，按第一种登记，请核对。")
    return unknown(raw, "走访方式", ("实地走访", "调研", "座谈", "现场办公", "电话", "视频", "企业来访", "书面"))

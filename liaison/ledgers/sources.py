"""Where a ledger comes from: the same headings under the same name, months and numbers aside, from the same place."""

import hashlib
import re
from pathlib import PurePath

_EDITIONS = "定稿|终稿|最终版?|修改版?|更新|副本|新版"
_MOVES_ON = re.compile(rf"{_EDITIONS}|[一二三四五六七八九十]+(?=月|季)|[\d\W_年月日季度期第份号上中下旬半]+")


def source_of(kind: str, signature: str, file_name: str, sheet: str, region_id: int | None) -> str:
    """Return the key that a ledger shares with the one that came in its place a month before."""
    names = [_MOVES_ON.sub("", text) for text in (PurePath(file_name).stem, sheet)]
    return hashlib.sha256("|".join([kind, signature, *names, str(region_id or "")]).encode()).hexdigest()

"""Tell rows of data from repeated headings, group lines, totals, footers and blank rows."""

import re

from liaison.core.text import half_width

from .cells import is_blank, row_text, text_of
from .headings import cell_heading, normal
from .kinds import Kind
from .types import Skipped, Table, TableRow

_TOTAL = re.compile(
    r"[\u4e00-\u9fff()（）、]{0,15}?(小计|合计|总计|共计|累计|总数)(?:[:：]?\d*[户家个件条次人]?)?"
    r"(?:\((?:共|计|合计)*[\d一二两三四五六七八九十百千]+[户家个件条次人]\))?[:：。]?"
)
_COUNT_ONLY = re.compile(r"共?\d+(?:户|家|个|件|条|次|户次)")
_FOOTER = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|填表人|填报人|制表人?|制表单位|审核人?|审批人?|复核人?|"
    r"分管领导|主要领导|单位负责人|负责人签字|领导签字|签字|盖章|联系人|联系电话|"
    r"填报日期|填表日期|填报单位|统计人|经办人|负责人|报送单位|附[:：注])(?:\s*[（(][^）)]*[)）])?\s*[:："
    r"]|注\d*[.．、]|.{0,12}(?:签字|签章|签名|盖章)[)）]?\s*(?:[:：]|$)|[*※]\s*注?"
)
_EXAMPLE = re.compile(r"(?:填写)?(?:示例|样例|例|范例|举例)\d*[:：]?")
_GROUP = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]?)?\s*[\u4e00-\u9fff（）()、]+\s*(?:[（(:："
    r"]?\s*(?:共)?\d+\s*(?:户|家|个|件|条|次|名|人)?\s*[)）]?)?"
)
_NUMBER = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,6}(?:-\d+)?[)）.、]?")
_CONTINUED = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十])[.．、)）].{6,}")


class RowSorter:
    """Sorts the rows below the heading, block by block: what is data is returned, the rest goes to ``table.skipped``.

    Rows of totals are kept in ``totals`` as (row number, row, rows of data before it).
    """

    def __init__(self, table: Table, spec: Kind, tiers) -> None:
        self.totals: list[tuple[int, list, int]] = []
        self.count = 0
        self._table, self._spec = table, spec
        self._width = len(table.columns)
        seq = table.column("seq")
        self._seq_index = seq.index if seq else -1
        self.key_index = _key_index(table, spec)
        self._heading = {normal(low) for _, low in tiers if low} | {normal(up) for up, _ in tiers if up}
        self._group, self._footer = "", False

    def sort(self, first: int, rows: list[list]) -> list[TableRow]:
        """Return the rows of data among ``rows``, the first of which has index ``first`` in its sheet."""
        found: list[TableRow] = []
        width, key_index = self._width, self.key_index
        for number, row in enumerate(rows, start=first + 1):
            if len(row) < width:
                row.extend([""] * (width - len(row)))
            key = row[key_index]
            if not self._footer and type(key) is str and len(key) > 8 and not is_blank(key):
                head = row[0]
                if type(head) is float:  # the plain row: a number in front, a long name in its place
                    found.append(TableRow(number, row, self._group))
                    continue
            if self._is_data(number, row, self.count + len(found)):
                found.append(TableRow(number, row, self._group))
        self.count += len(found)
        return found

    def _is_data(self, number: int, row: list, before: int) -> bool:
        args = (self._width, self._seq_index, self.key_index, self._heading, self._footer, self._spec)
        reason = _reason(row, *args)
        if reason == "":
            self._footer = False
            return True
        text = row_text(row)
        if reason == "分组行":
            self._group = text
        self._footer = self._footer or reason in ("页脚", "合计")
        if reason == "合计":
            self.totals.append((number, row, before))
        self._table.skipped.append(Skipped(number, reason, text))
        return False


def _key_index(table: Table, spec: Kind) -> int:
    """Return the column whose filling makes a row a row of data: the enterprise, or the leader."""
    for name in ("name", "enterprise", "leader", "leader_with_post", "enterprises", "content"):
        if (spec.name != "visits" or name in ("enterprises",)) and (column := table.column(name)):
            return column.index
    return table.column(spec.required[0].name).index


def _reason(row: list, width: int, seq_index: int, key_index: int, heading: set, footer: bool, spec: Kind) -> str:
    """Return why the row is no data, "" if it is."""
    filled = [j for j, c in enumerate(row) if not is_blank(c)]
    if not filled:
        return "空行"
    first = half_width(text_of(row[filled[0]]))
    words = [normal(cell_heading(row[j])) for j in filled]
    if len(filled) >= 3 and sum(1 for w in words if w in heading) >= max(3, 0.7 * len(filled)):
        return "重复表头"
    for j in filled[:4]:
        if type(row[j]) is str and len(row[j]) <= 24 and _TOTAL.fullmatch(half_width("".join(row[j].split()))):
            return "合计"
    if filled == [seq_index] and _NUMBER.fullmatch(first):
        return "只有序号"
    if _EXAMPLE.fullmatch(first) and filled[0] == seq_index:
        return "示例行"
    key = half_width(text_of(row[key_index]))
    if _FOOTER.match(first) and (not key or filled[0] == key_index or len(filled) <= 3):
        return "页脚"
    if (len(filled) == 1 and filled[0] != key_index) or (
        len(filled) == 1 and filled[0] == key_index and _FOOTER.match(first)
    ):
        if footer and (_CONTINUED.match(first) or len(first) > 15):
            return "页脚"
        if len(first) > 30 or any(c in first for c in "。:：;；"):
            return "页脚" if footer else "只有一格文字"
        return "分组行" if _GROUP.fullmatch(first) and filled[0] <= 2 else "页脚" if footer else ""
    if _COUNT_ONLY.fullmatch(key) and len(filled) <= 3:
        return "合计"
    return ""
